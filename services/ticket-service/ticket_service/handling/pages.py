"""Forms of the case page: accept, classify, take a legal step, refer, file a call record, archive, read who asked."""

from typing import Final
from uuid import UUID

from gongkai.desk.act_forms import Button, FormState, body_at_any_version, button_only, with_body
from gongkai.desk.form_fields import choices
from gongkai.review.unmasking import Unmasking
from gongkai.unit_of_work import Work
from ticket_service.handling.usecases import (
    ChannelNamed,
    HoldWanted,
    MatterFound,
    StepWanted,
    accept_ticket,
    archive_ticket,
    classify_matter,
    file_call_record,
    refer_to_channel,
    take_legal_step,
    unmask_citizen,
)
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.readers import order_for
from ticket_service.ticket.domain.statutory import steps_open
from ticket_service.ticket.pages import DISPATCH, HANDLING, TicketCase, TicketForm
from ticket_service.ticket.values.case_log import MatterKind
from ticket_service.ticket.values.order import Citizen


def _other_matters(case: TicketCase) -> FormState:
    """What else the matter may be, and what it is now."""
    known = case.seen.matter_kind
    lead = "认定为投诉或者举报的，法定期限从收到工单之日起另行计算。"
    return FormState(
        lead=lead + (f"现为：{known.words}。" if known else ""),
        options={"kind": choices(one for one in MatterKind if one is not case.ticket.matter_kind)},
    )


def _open_steps(case: TicketCase) -> FormState:
    return FormState(options={"step": choices(steps_open(case.ticket))})


def _hides_the_citizen(case: TicketCase) -> bool:
    """Whether something about the citizen is kept from this person that may be asked for."""
    order = case.ticket.order
    return case.is_own and order_for(case.ticket, case.actor.unit).citizen != order.citizen


async def _unmask(ticket_id: UUID, unmasking: Unmasking, work: Work) -> Citizen:
    return await unmask_citizen(ticket_id, unmasking.purpose, work)


FORMS: Final[tuple[TicketForm, ...]] = (
    TicketForm(
        name="signing",
        act=Act.signed,
        title="签收",
        lead="确认属于本单位职责。签收不影响任何时限。",
        action=button_only(accept_ticket),
        place=30,
    ),
    TicketForm(
        name="matter",
        act=Act.classified,
        title="认定事项类别",
        buttons=(Button(words="认定"),),
        action=with_body(MatterFound, classify_matter),
        now=_other_matters,
        group=HANDLING,
        place=120,
    ),
    TicketForm(
        name="legal-steps",
        act=Act.legal_step,
        title="登记法定步骤",
        action=with_body(StepWanted, take_legal_step),
        now=_open_steps,
        group=HANDLING,
        place=130,
    ),
    TicketForm(
        name="channel",
        act=Act.channel_told,
        title="登记告知法定渠道",
        lead="依法应当通过其他渠道解决的，告知市民并在这里登记；各项时限照常计算，仍须办结答复。",
        buttons=(Button(words="登记告知情况"),),
        action=with_body(ChannelNamed, refer_to_channel),
        group=HANDLING,
        place=140,
    ),
    TicketForm(
        name="hold",
        act=Act.held,
        title="登记存电",
        lead="只留存备查；各项时限照常计算，仍须办结答复。",
        action=with_body(HoldWanted, file_call_record),
        group=HANDLING,
        place=150,
    ),
    TicketForm(
        name="archiving",
        act=Act.archived,
        title="归档",
        lead="热线已收齐办结报告。归档后热线仍可要求重办。",
        action=button_only(archive_ticket),
        group=DISPATCH,
        place=220,
    ),
    TicketForm(
        name="unmasking",
        act=Act.unmasked,
        title="查看市民信息",
        buttons=(Button(words="查看一次", kind="plain"),),
        action=body_at_any_version(Unmasking, _unmask),
        now=lambda _: FormState(hints={"purpose": "会记入审计日志和办理经过，例如：联系市民核实地址。"}),
        offered=_hides_the_citizen,
        guarded=False,
        result_template="case.html",
        place=230,
    ),
)

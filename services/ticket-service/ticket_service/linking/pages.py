"""Forms of the case page: link and merge, take over a report, split a matter off, helping units and their opinions."""

from typing import Annotated, Final

from gongkai.desk.act_forms import Button, FormAction, FormState, Submission, Typed, button_only, with_body
from gongkai.desk.form_fields import choices
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input
from gongkai.fields.text import Line
from gongkai.organisation.units import units
from gongkai.refusals import Point
from ticket_service.linking import store
from ticket_service.linking.domain import LinkKind
from ticket_service.linking.usecases import (
    CoUnitsNamed,
    LinkWanted,
    OpinionSaid,
    SplitOff,
    give_opinion,
    link_tickets,
    name_co_units,
    split_ticket,
    take_over_report,
)
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import TicketUnknown
from ticket_service.ticket.pages import DISPATCH, HANDLING, TicketCase, TicketForm


class OtherTicket(Body):
    """Another ticket, by our number or the hotline's."""

    other: Annotated[str, Line(64), Input("另一件的编号", "办件编号或者热线工单号", size="short")]


async def _link_by_number(sent: Submission) -> None:
    async with sent.running.work(sent.actor) as work:
        number = sent.read(OtherTicket).other
        other = await store.find_by_number(work.db, number, work.actor.only_unit)
        if other is None:
            words = "没有这个编号的办件，请核对编号"
            raise TicketUnknown(f"{words}。", points=(Point("/other", TicketUnknown.code, words),))
        await link_tickets(sent.case_id, sent.read(LinkWanted, other_id=str(other)), sent.version, work)


def _ticked_units(typed: Typed) -> list[str]:
    return [code for code in units() if typed.get(code)]


def _units_now(case: TicketCase) -> FormState:
    """Which units may help; those that do are ticked."""
    return FormState(options={"units": case.other_units}, values=dict.fromkeys(case.co_units, "yes"))


def _whole_order(case: TicketCase) -> FormState:
    order = case.seen.order
    return FormState(values={"title": order.title, "content": order.content} if case.is_own else {})


FORMS: Final[tuple[TicketForm, ...]] = (
    TicketForm(
        name="opinions",
        act=Act.opinion_given,
        title="填写协办意见",
        buttons=(Button(words="提交意见"),),
        action=with_body(OpinionSaid, give_opinion),
        group=HANDLING,
        place=20,
    ),
    TicketForm(
        name="taken-over",
        act=Act.report_filed,
        title="采用主办件的办结报告",
        lead="把主办件的报告文字作为本件的草稿。本件的市民仍须联系、答复，报告另行签发。",
        buttons=(Button(kind="plain"),),
        action=button_only(take_over_report),
        offered=lambda case: case.has_lead_report,
        group=HANDLING,
        place=60,
    ),
    TicketForm(
        name="links",
        act=Act.linked,
        title="并单或关联",
        buttons=(Button(words="关联"),),
        action=FormAction(_link_by_number, (OtherTicket, LinkWanted)),
        now=lambda _: FormState(options={"kind": choices((LinkKind.merged, LinkKind.related))}),
        group=DISPATCH,
        place=160,
    ),
    TicketForm(
        name="parts",
        act=Act.split,
        title="拆分诉求",
        lead="一件诉求里既有投诉又有举报的，把另一项拆出来单独办理。拆出的办件沿用原工单的时限；"
        "各拆分件办结后才能签发本件的报告。",
        buttons=(Button(words="拆分"),),
        action=with_body(SplitOff, split_ticket),
        now=_whole_order,
        group=DISPATCH,
        place=170,
    ),
    TicketForm(
        name="co-units",
        act=Act.co_handled,
        title="确定协办单位",
        action=with_body(CoUnitsNamed, name_co_units),
        now=_units_now,
        given={"units": _ticked_units},
        group=DISPATCH,
        place=180,
    ),
)

"""Forms of the case page about the unit: assign another, object to the dispatch, refuse an objection."""

from typing import Final

from gongkai.desk.act_forms import Button, FormState, with_body
from ticket_service.routing.usecases import (
    ObjectionRefusal,
    ObjectionSaid,
    UnitAssignment,
    assign_ticket,
    object_to_dispatch,
    refuse_objection,
)
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.pages import DISPATCH, REQUESTS, TicketCase, TicketForm


def _proposed_unit(case: TicketCase) -> FormState:
    """Every other unit, the one that an open objection proposes chosen already."""
    objection = case.ticket.case_log.pending_objection
    proposed = objection.proposed_unit if objection else None
    return FormState(options={"unit": case.other_units}, values={"unit": proposed} if proposed else {})


FORMS: Final[tuple[TicketForm, ...]] = (
    TicketForm(
        name="refusal",
        act=Act.objection_refused,
        title="处理派单异议",
        buttons=(Button(words="不采纳异议"),),
        action=with_body(ObjectionRefusal, refuse_objection),
        template="objection_refusal_form.html",
        group=REQUESTS,
        place=190,
    ),
    TicketForm(
        name="objection",
        act=Act.objected,
        title="提出派单异议",
        lead="认为不应由本单位承办的，报办公室处理；处理之前各项时限照常计算。应退回热线的，用“申请退单”。",
        buttons=(Button(words="提出异议"),),
        action=with_body(ObjectionSaid, object_to_dispatch),
        now=lambda case: FormState(options={"proposed_unit": case.other_units}),
        group=REQUESTS,
        place=200,
    ),
    TicketForm(
        name="assignment",
        act=Act.assigned,
        title="改派",
        lead="改派不影响任何时限。",
        action=with_body(UnitAssignment, assign_ticket),
        now=_proposed_unit,
        group=DISPATCH,
        place=210,
    ),
)

"""The case page's forms of the bureau's office: give the ticket to a unit, decide on more time, send again, archive."""

from collections.abc import Mapping

from fastapi import Response

from gongkai.desk.forms import filled_in
from gongkai.http.access import staff
from gongkai.http.router import Router
from gongkai.unit_of_work import Work
from ticket_service.casework.pages.case import PREFIX, AtDesk
from ticket_service.casework.pages.case_numbers import whole_numbers
from ticket_service.closing_report.usecases.report_delivery import send_report_again
from ticket_service.handling.usecases import archive_ticket
from ticket_service.requests.usecases import ExtensionDecision, decide_extension
from ticket_service.routing.usecases import Assigned, ObjectionRefusal, assign_ticket, refuse_objection
from ticket_service.ticket.domain.lifecycle import Act, roles

router = Router(prefix=PREFIX, include_in_schema=False)


@router.post("/{ticket_id}/assignment", guard=staff(*roles(Act.assigned)))
async def post_assignment(desk: AtDesk) -> Response:
    """Another unit handles the ticket."""
    return await desk.fill("assignment", Assigned, assign_ticket)


@router.post("/{ticket_id}/refusal", guard=staff(*roles(Act.objection_refused)))
async def post_refusal(desk: AtDesk) -> Response:
    """An objection to the dispatch is not accepted."""
    return await desk.fill("refusal", ObjectionRefusal, refuse_objection)


@router.post("/{ticket_id}/decision", guard=staff(*roles(Act.extension_granted)))
async def post_decision(desk: AtDesk) -> Response:
    """More time is granted, or not, by the button that was pressed."""

    async def decide(said: Mapping[str, str], version: int | None, work: Work) -> None:
        given = whole_numbers(ExtensionDecision, said, "days") | {"granted": said.get("granted") == "yes"}
        await decide_extension(desk.ticket_id, filled_in(ExtensionDecision, given), version, work)

    return await desk.act("decision", decide)


@router.post("/{ticket_id}/delivery", guard=staff(*roles(Act.report_sent_again)))
async def post_delivery(desk: AtDesk) -> Response:
    """The report, or its file, is sent once more."""
    return await desk.press("delivery", send_report_again)


@router.post("/{ticket_id}/archiving", guard=staff(*roles(Act.archived)))
async def post_archiving(desk: AtDesk) -> Response:
    """The ticket is put away."""
    return await desk.press("archiving", archive_ticket)

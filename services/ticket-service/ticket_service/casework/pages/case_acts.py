"""The case page's forms of the unit that handles the matter, and of those that help it."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Response

from gongkai.desk.forms import filled_in, read_form
from gongkai.fields.body import Body
from gongkai.fields.text import Line
from gongkai.http.access import staff
from gongkai.http.router import Router
from gongkai.organisation.units import units
from gongkai.refusals import Point
from gongkai.unit_of_work import Work
from ticket_service.casework.pages.case import PREFIX, AtDesk
from ticket_service.casework.pages.case_numbers import whole_numbers
from ticket_service.closing_report.usecases.report import ReportDrafted, file_report
from ticket_service.handling.usecases import (
    ChannelNamed,
    HoldWanted,
    MatterFound,
    StepWanted,
    classify_matter,
    hold_ticket,
    sign_ticket,
    take_legal_step,
    tell_channel,
)
from ticket_service.linking import store as joining
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
from ticket_service.requests.usecases import (
    ContactTried,
    ExtensionWanted,
    PauseWanted,
    ReturnWanted,
    ReviewReply,
    answer_review,
    pause_limit,
    record_contact,
    request_extension,
    request_return,
    resume_limit,
)
from ticket_service.routing.usecases import ObjectionSaid, object_to_dispatch
from ticket_service.ticket.domain.lifecycle import Act, roles
from ticket_service.ticket.domain.ticket import TicketUnknown

router = Router(prefix=PREFIX, include_in_schema=False)


class OtherNamed(Body):
    """Another ticket, by our number or the hotline's."""

    other: Annotated[str, Line(64)]


@router.post("/{ticket_id}/signing", guard=staff(*roles(Act.signed)))
async def post_signing(desk: AtDesk) -> Response:
    """The order is the unit's own (签收)."""
    return await desk.press("signing", sign_ticket)


@router.post("/{ticket_id}/contacts", guard=staff(*roles(Act.contact_tried)))
async def post_contact(desk: AtDesk) -> Response:
    """An attempt to reach the citizen."""
    return await desk.fill("contacts", ContactTried, record_contact)


@router.post("/{ticket_id}/report", guard=staff(*roles(Act.report_filed)))
async def post_report(desk: AtDesk) -> Response:
    """The closing report."""
    return await desk.fill("report", ReportDrafted, file_report)


@router.post("/{ticket_id}/taken-over", guard=staff(*roles(Act.report_filed)))
async def post_taken_over(desk: AtDesk) -> Response:
    """The report of the ticket that leads, as the draft of this one's."""
    return await desk.press("taken-over", take_over_report)


@router.post("/{ticket_id}/review-reply", guard=staff(*roles(Act.review_answered)))
async def post_review_reply(desk: AtDesk) -> Response:
    """The answer to a call-back review (回访复核)."""
    return await desk.fill("review-reply", ReviewReply, answer_review)


@router.post("/{ticket_id}/opinions", guard=staff(*roles(Act.opinion_given)))
async def post_opinion(desk: AtDesk) -> Response:
    """What a unit that helps has found."""
    return await desk.fill("opinions", OpinionSaid, give_opinion)


@router.post("/{ticket_id}/returns", guard=staff(*roles(Act.return_requested)))
async def post_return(desk: AtDesk) -> Response:
    """The hotline is asked to take the order back (退单)."""
    return await desk.fill("returns", ReturnWanted, request_return)


@router.post("/{ticket_id}/extensions", guard=staff(*roles(Act.extension_requested)))
async def post_extension(desk: AtDesk) -> Response:
    """More working days are asked for (延期)."""

    async def request(said: Mapping[str, str], version: int | None, work: Work) -> None:
        wanted = filled_in(ExtensionWanted, whole_numbers(ExtensionWanted, said, "days"))
        await request_extension(desk.ticket_id, wanted, version, work)

    return await desk.act("extensions", request)


@router.post("/{ticket_id}/pauses", guard=staff(*roles(Act.paused)))
async def post_pause(desk: AtDesk) -> Response:
    """The limit to finish stands still, by one of the rules."""
    return await desk.fill("pauses", PauseWanted, pause_limit)


@router.post("/{ticket_id}/resumption", guard=staff(*roles(Act.resumed)))
async def post_resumption(desk: AtDesk) -> Response:
    """The limit to finish is counted again."""
    return await desk.press("resumption", resume_limit)


@router.post("/{ticket_id}/matter", guard=staff(*roles(Act.classified)))
async def post_matter(desk: AtDesk) -> Response:
    """What the matter is in law."""
    return await desk.fill("matter", MatterFound, classify_matter)


@router.post("/{ticket_id}/legal-steps", guard=staff(*roles(Act.legal_step)))
async def post_legal_step(desk: AtDesk) -> Response:
    """A step of the law on complaints and reports."""
    return await desk.fill("legal-steps", StepWanted, take_legal_step)


@router.post("/{ticket_id}/objection", guard=staff(*roles(Act.objected)))
async def post_objection(desk: AtDesk) -> Response:
    """The order is not for this unit (派单异议)."""
    return await desk.fill("objection", ObjectionSaid, object_to_dispatch)


@router.post("/{ticket_id}/channel", guard=staff(*roles(Act.channel_told)))
async def post_channel(desk: AtDesk) -> Response:
    """The citizen was told his channel of the law."""
    return await desk.fill("channel", ChannelNamed, tell_channel)


@router.post("/{ticket_id}/hold", guard=staff(*roles(Act.held)))
async def post_hold(desk: AtDesk) -> Response:
    """The call is kept on file (存电)."""
    return await desk.fill("hold", HoldWanted, hold_ticket)


@router.post("/{ticket_id}/parts", guard=staff(*roles(Act.split)))
async def post_part(desk: AtDesk) -> Response:
    """A second matter becomes a ticket of its own (拆分)."""
    return await desk.fill("parts", SplitOff, split_ticket)


@router.post("/{ticket_id}/links", guard=staff(*roles(Act.linked)))
async def post_link(desk: AtDesk) -> Response:
    """Another ticket, named by its number, belongs to this one."""

    async def link(said: Mapping[str, str], version: int | None, work: Work) -> None:
        number = read_form(OtherNamed, said).other
        other = await joining.numbered(work.db, number, work.actor.only_unit)
        if other is None:
            words = "没有这个编号的办件，请核对编号"
            raise TicketUnknown(f"{words}。", points=(Point("/other", TicketUnknown.code, words),))
        wanted = read_form(LinkWanted, {**said, "other_id": str(other)})
        await link_tickets(desk.ticket_id, wanted, version, work)

    return await desk.act("links", link)


@router.post("/{ticket_id}/co-units", guard=staff(*roles(Act.co_handled)))
async def post_co_units(desk: AtDesk) -> Response:
    """Which units help: the boxes that are ticked."""

    async def name(said: Mapping[str, str], version: int | None, work: Work) -> None:
        ticked = [code for code in units() if said.get(code)]
        reason = {"reason": said["reason"]} if said.get("reason", "").strip() else {}
        await name_co_units(desk.ticket_id, filled_in(CoUnitsNamed, {"units": ticked, **reason}), version, work)

    return await desk.act("co-units", name)

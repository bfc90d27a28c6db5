"""Who asked, at the case page: masked where he wants it so or the law does, and shown once to who says what for."""

from fastapi import Response

from gongkai.desk.forms import read_form, typed_in
from gongkai.http.access import staff
from gongkai.http.router import Router
from gongkai.refusals import Refusal
from gongkai.review.unmasking import Unmasking
from ticket_service.casework.pages.case import PREFIX, AtDesk
from ticket_service.casework.pages.case_forms import BY_NAME, out_of_form
from ticket_service.handling.usecases import unmask_citizen
from ticket_service.ticket.domain.lifecycle import Act, roles
from ticket_service.ticket.values.order import Citizen

FORM = BY_NAME["unmasking"]

router = Router(prefix=PREFIX, include_in_schema=False)


@router.post("/{ticket_id}/unmasking", guard=staff(*roles(Act.unmasked)))
async def post_unmasking(desk: AtDesk) -> Response:
    """The page once with the citizen as the hotline named him; opened again, he is masked again."""
    said = out_of_form(FORM.name, await typed_in(desk.request))
    try:
        purpose = read_form(Unmasking, said).purpose
        async with desk.running.work(desk.actor) as work:
            citizen: Citizen = await unmask_citizen(desk.ticket_id, purpose, work)
    except Refusal as refusal:
        return await desk.show(FORM, said, refusal)
    return await desk.show(citizen=citizen)

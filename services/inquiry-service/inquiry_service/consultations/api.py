"""Consultations over REST: asked by citizens, or written down by staff with their answer."""

from fastapi import Request, Response

from gongkai.http.access import public
from gongkai.http.dependencies import ActorDep, RuntimeDep
from gongkai.http.idempotency import OnceDep
from gongkai.http.rate_limits import client_address
from gongkai.http.router import Router
from inquiry_service.consultations.usecases import (
    Consultation,
    SpokenAnswer,
    SpotReceipt,
    answer_on_the_spot,
    consult_unit,
)
from inquiry_service.question.api import guard_of
from inquiry_service.question.domain.lifecycle import QuestionAct
from inquiry_service.receipts.usecases.intake import PublicIntake, Receipt, prepare_intake

router = Router(prefix="/api/v1/inquiries", tags=["inquiries"])


@router.post("", guard=public(), response_model=Receipt, status_code=201)
async def post_consultation(
    consultation: Consultation, request: Request, once: OnceDep, running: RuntimeDep, actor: ActorDep
) -> Response:
    """Consult the bureau about a matter. The same request again gets the same receipt."""
    running.resources.get(PublicIntake).asks.take(client_address(request))
    kit = await prepare_intake(running)
    async with running.work(actor) as work:
        return await once.respond(work, Receipt, lambda: consult_unit(consultation, kit, work))


@router.post(
    "/on-the-spot", guard=guard_of(QuestionAct.answer_on_the_spot), response_model=SpotReceipt, status_code=201
)
async def post_on_the_spot(spoken: SpokenAnswer, once: OnceDep, running: RuntimeDep, actor: ActorDep) -> Response:
    """Write down what was answered at the counter or by telephone. The same request again gets the same receipt."""
    kit = await prepare_intake(running)
    async with running.work(actor) as work:
        return await once.respond(work, SpotReceipt, lambda: answer_on_the_spot(spoken, kit, work))

"""The doors of citizens that need no policy: consult the bureau, look up, rate the answer, ask for another one."""

from fastapi import APIRouter, Request, Response

from gongkai.http.access import AccessTable, public
from gongkai.http.dependencies import ActorDep, RunningDep
from gongkai.http.idempotency import OnceDep
from gongkai.http.rate_limits import client_address
from inquiry_service.consultations.usecases.consult_unit import Consultation, consult_unit
from inquiry_service.question.api.views import StatusView
from inquiry_service.receipts.domain.status import Status
from inquiry_service.receipts.usecases.follow_up import rate, reopen
from inquiry_service.receipts.usecases.intake_kit import Receipt
from inquiry_service.receipts.usecases.look_up import TypedReceipt, look_up
from inquiry_service.receipts.usecases.public_intake import counter_of
from inquiry_service.receipts.usecases.rate_answer import TypedRating
from inquiry_service.receipts.usecases.reopen_question import TypedReopening

router = APIRouter(prefix="/api/v1/inquiries", tags=["inquiries"])
access: AccessTable = {
    ("POST", "/api/v1/inquiries"): public(),
    ("POST", "/api/v1/inquiries/lookup"): public(),
    ("POST", "/api/v1/inquiries/lookup/rating"): public(),
    ("POST", "/api/v1/inquiries/lookup/reopening"): public(),
}


@router.post("", response_model=Receipt, status_code=201)
async def post_consultation(
    consultation: Consultation, request: Request, once: OnceDep, running: RunningDep, actor: ActorDep
) -> Response:
    """Consult the bureau about a matter. The same request again gets the same receipt."""
    counter = counter_of(running)
    counter.asks.take(client_address(request))
    receiving = await counter.receiving()
    async with running.work(actor) as work:
        return await once.respond(work, Receipt, lambda: consult_unit(consultation, receiving, work))


@router.post("/lookup", response_model=StatusView)
async def post_lookup(typed: TypedReceipt, request: Request, running: RunningDep) -> Status:
    """Where a question is; an unknown number, a wrong code and a shut number are answered alike."""
    counter = counter_of(running)
    counter.lookups.take(client_address(request))
    return await look_up(typed, counter.codes, running)


@router.post("/lookup/rating", response_model=StatusView)
async def post_rating(typed: TypedRating, request: Request, running: RunningDep, actor: ActorDep) -> Status:
    """Say how content one is with the answer, once; the same again changes nothing."""
    counter = counter_of(running)
    counter.lookups.take(client_address(request))
    return await rate(typed, actor, counter, running)


@router.post("/lookup/reopening", response_model=StatusView)
async def post_reopening(typed: TypedReopening, request: Request, running: RunningDep, actor: ActorDep) -> Status:
    """Ask for another answer, once, with a reason; the counting begins anew."""
    counter = counter_of(running)
    counter.lookups.take(client_address(request))
    return await reopen(typed, actor, counter, running)

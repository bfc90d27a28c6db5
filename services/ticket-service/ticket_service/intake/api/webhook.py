"""Where the 12345 hotline hands over orders (docs/hotline.md)."""

from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel, Field, TypeAdapter

from gongkai.actor import Actor
from gongkai.database.group_commit import GroupCommit
from gongkai.http.access import signed
from gongkai.http.router import GuardedRoute, Router
from gongkai.runtime.service import ServiceRuntime
from gongkai.webhooks.signatures import SignatureInvalid
from ticket_service.intake.api.messages import message_schema, read_message
from ticket_service.intake.domain.message import Message, MessageReceipt
from ticket_service.intake.usecases import accept_messages
from ticket_service.ticket import gateways as hotline
from ticket_service.ticket.gateways import HotlineKeys

EVENTS: Final = "/api/v1/hotline/events"
HOTLINE: Final = Actor(id="machine:hotline", name="12345热线")
RECEIPT: Final = TypeAdapter(MessageReceipt)


class IntakeCommits(GroupCommit[Message, MessageReceipt]):
    """The commits that messages of the hotline share."""


class RawRoute(GuardedRoute):
    """A door whose endpoint reads the request itself: documented like all others, without the way through FastAPI's
    dependencies and models, which costs as much again as everything else at this door."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handler


router = Router(tags=["hotline"], route_class=RawRoute)


class ClockDueView(BaseModel):
    """A clock of the order: the two that it started, and those that came later."""

    code: str = Field(description="first_contact | finish | callback_review | supervised, and those of the law")
    due_at: datetime = Field(description="The instant at which the limit has passed: 24:00 of its last day in Shanghai")
    certainty: str = Field(description="final | provisional (the calendar of that year is not announced)")


class ReceiptView(BaseModel):
    """What we took over. Without ticket the message is held until its order comes."""

    ticket_id: UUID | None
    ticket_no: str | None
    order_no: str
    received_at: datetime = Field(description="The moment from which the days are counted")
    clocks: list[ClockDueView]
    set_aside: list[str] = Field(
        description="JSON pointers into your message (without its nulls): what could not be read and was left out"
    )


@router.post(
    EVENTS,
    guard=signed(),
    status_code=202,
    response_model=ReceiptView,
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": message_schema()}}}},
)
async def post_event(request: Request) -> Response:
    """Take a message over: signed (Standard Webhooks), kept for ever, obeyed once, answered after the commit.

    The same delivery id gets the same answer again, the same order the same ticket. A delivery id that was used for
    another content is refused (409): what came first stands.
    """
    running: ServiceRuntime = request.app.state.running
    body = await request.body()
    if (signatures := running.resources.get(HotlineKeys).signatures) is None:
        raise SignatureInvalid
    message_id = signatures.verify(request.headers, body, running.timepiece.wall())
    receipt = await running.resources.get(IntakeCommits).submit(read_message(body, message_id, running.timepiece.now()))
    return Response(RECEIPT.dump_json(receipt), status_code=202, media_type="application/json")


@asynccontextmanager
async def open_intake(running: ServiceRuntime) -> AsyncIterator[None]:
    """Messages that arrive while a commit is running share the next one."""

    async def together(messages: Sequence[Message]) -> list[MessageReceipt | Exception]:
        async with running.work(HOTLINE) as work:
            return await accept_messages(messages, work)

    running.resources.put(IntakeCommits(together))
    running.resources.put(HotlineKeys(hotline.signatures(running)))
    yield

"""The hotline's JSON: what a message must contain, and how it becomes one of ours."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import to_json

from gongkai.fields.moments import Moment
from gongkai.http.bodies.findings import points_of
from gongkai.http.bodies.strict_json import parse_strict
from gongkai.refusals import Ground, Point, Refusal
from ticket_service.intake.api.leniency import AGAIN, put_right, set_aside
from ticket_service.intake.api.order_body import Given, Option, OrderGiven, OrderNamed
from ticket_service.intake.domain.message import Message, MessageDetails, MessageKind, MessageKindUnknown
from ticket_service.ticket.domain.limits import SUPERVISED_WITHIN
from ticket_service.ticket.values.case_log import Grade
from ticket_service.ticket.values.order import Order


class MessageUnfit(Refusal):
    """The message lacks something, or has something wrong; nothing of it was taken over."""

    code = "message-unfit"
    ground = Ground.unfit


PROTECTS: Final = frozenset(f"/order/citizen/{name}" for name in ("anonymous", "confidential", "disclosure"))
RequestId = Annotated[UUID, Field(strict=False)]


class WithContent(Given):
    """转办 or 变更: brings the whole order."""

    type: Literal["transfer.created", "transfer.amended"]
    occurred_at: Moment
    order: OrderGiven


class WithNumber(Given):
    """撤单, 催单, 重办 or 回访复核: names the order."""

    type: Literal["transfer.cancelled", "transfer.urged", "transfer.reopened", "transfer.review"]
    occurred_at: Moment
    order: OrderNamed


class WithSupervision(Given):
    """督办: the hotline watches the order, and may say within how many working days it wants the report (督办时限)."""

    type: Literal["transfer.supervised"]
    occurred_at: Moment
    order: OrderNamed
    working_days: int | None = Field(
        None,
        ge=1,
        le=SUPERVISED_WITHIN.n,
        description="督办时限, counted from this message; of several the earliest end holds; none: no clock",
    )


class WithGrade(Given):
    """满意度: what the citizen said when the hotline asked. Why he said so is not read: it stays in the raw message."""

    type: Literal["survey.result"]
    occurred_at: Moment
    order: OrderNamed
    grade: Option = Field(description=f"满意度: {Grade.codes()}")
    contacted_first: bool | None = Field(None, description="先行联系: did staff get in touch first, as he says?")
    solved: bool | None = Field(None, description="As he says: 实际解决 (true), or only 解释说明 (false)")


class WithDecision(Given):
    """What the hotline decided on a request of ours."""

    type: Literal["return.accepted", "return.refused", "extension.granted", "extension.refused"]
    occurred_at: Moment
    order: OrderNamed
    request_id: RequestId | None = Field(None, description="From our call-back; without it the last request is meant")
    days: int = Field(0, ge=0, le=366, description="Working days granted; 0: as many as were asked for")
    final: bool = Field(False, description="A final refusal (终审): the order may not be returned again")


HotlineMessage = WithContent | WithNumber | WithSupervision | WithGrade | WithDecision
HOTLINE_MESSAGE: Final[TypeAdapter[HotlineMessage]] = TypeAdapter(
    Annotated[HotlineMessage, Field(discriminator="type")]
)


def read_message(body: bytes, message_id: str, now: datetime) -> Message:
    """A message from its raw body, as far as it can be read; what is demanded and wrong is refused, all at once."""
    said, aside = _read(body)
    return Message(
        id=message_id,
        kind=MessageKind(said.type),
        order_no=said.order.order_no,
        occurred_at=said.occurred_at,
        arrived_at=now,
        digest=sha256(body).digest(),
        body=body,
        order=_order(said.order, aside) if isinstance(said.order, OrderGiven) else None,
        said=_said(said),
    )


def _read(body: bytes) -> tuple[HotlineMessage, tuple[str, ...]]:
    """What the message says, and the places of what was set aside."""
    whole = parse_strict(body)
    with suppress(ValidationError):
        return HOTLINE_MESSAGE.validate_json(body), ()
    message, aside = put_right(whole), list[str]()
    for _ in range(AGAIN):
        try:
            return HOTLINE_MESSAGE.validate_json(to_json(message)), tuple(aside)
        except ValidationError as error:
            found = error
        if (gone := set_aside(message, found.errors(include_url=False, include_input=False))) is None:
            break
        aside += gone
    raise _refusal(found)


def _order(given: OrderGiven, aside: tuple[str, ...]) -> Order:
    """The order without what was set aside; whoever said something about his protection that cannot be read has it."""
    order = replace(given.order(), set_aside=aside)
    return replace(order, citizen=replace(order.citizen, confidential=True)) if PROTECTS & set(aside) else order


def _said(given: HotlineMessage) -> MessageDetails | None:
    if isinstance(given, WithGrade):
        return MessageDetails(grade=Grade.of(given.grade), contacted_first=given.contacted_first, solved=given.solved)
    if isinstance(given, WithSupervision):
        return MessageDetails(days=given.working_days) if given.working_days else None
    if isinstance(given, WithDecision):
        return MessageDetails(request_id=given.request_id, days=given.days, final=given.final)
    return None


def message_schema() -> dict[str, Any]:
    """The JSON Schema of a message, whole in itself, for the OpenAPI document."""
    schema = HOTLINE_MESSAGE.json_schema()
    definitions = schema.pop("$defs")
    schema.pop("discriminator")
    whole: dict[str, Any] = _inlined(schema, definitions)
    return whole


def _inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inlined(one, definitions) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    return {name: _inlined(value, definitions) for name, value in schema.items()}


def _refusal(error: ValidationError) -> Refusal:
    found = error.errors(include_url=False, include_input=False)
    if found[0]["type"] == "union_tag_invalid":
        words = "不认识这种消息类型"
        return MessageKindUnknown(f"{words}。", points=(Point("/type", MessageKindUnknown.code, words),))
    # pydantic puts the tag first into the place of each error
    points = points_of([{**one, "loc": ("body", *one["loc"][1:])} for one in found])
    return MessageUnfit("消息内容有误，未予接收。", points=points)

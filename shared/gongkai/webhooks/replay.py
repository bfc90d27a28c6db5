"""What people do to the ledger: send again what was given up, let an endpoint rest, wake it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line
from gongkai.privacy.masking import mask
from gongkai.refusals import Ground, Refusal
from gongkai.unit_of_work import Work
from gongkai.webhooks import browsing, ledger
from gongkai.webhooks.browsing import DeliveryFilter
from gongkai.webhooks.delivery import Delivery

AT_ONCE: Final = 1000
"""So many are sent again by one act; a longer range takes several."""

OnReplay = Callable[[Sequence[Delivery], Work], Awaitable[None]]
"""The use case of the service whose deliveries were sent again, in the same transaction."""


class EndpointNotPaused(Refusal):
    """Nothing to resume: deliveries to this endpoint go out."""

    code = "endpoint-not-paused"
    ground = Ground.untimely


class EndpointPaused(Refusal):
    """The endpoint rests already."""

    code = "endpoint-paused"
    ground = Ground.untimely


class DeliveryNotDead(Refusal):
    """Only what was given up is sent again: the rest is delivered, or still on its way by itself."""

    code = "delivery-not-dead"
    ground = Ground.untimely


class ReplayChanged(Refusal):
    """Meanwhile other deliveries were given up or sent again than those that were counted."""

    code = "replay-changed"
    ground = Ground.conflict


class PauseReason(Body):
    """Why an endpoint shall rest."""

    reason: Annotated[str, Line(200, least=2)] = Field(description="Why; it stands in the audit log")


class ReplayConfirmation(Body):
    """How many deliveries a person was told would be sent again."""

    count: int = Field(ge=1, le=AT_ONCE, description="The figure of the preview")


async def replay_one(delivery_id: UUID, work: Work, replayed: OnReplay) -> Delivery:
    """Ten new tries for one delivery, under its old webhook id."""
    await browsing.one(work.db, delivery_id)
    again = await ledger.replay(work.db, [delivery_id], work.now)
    if not again:
        raise DeliveryNotDead("只有报送失败、已停止重试的才能重新报送。")
    await replayed(again, work)
    work.audit("delivery.replayed", str(delivery_id))
    return again[0]


async def replay_range(sought: DeliveryFilter, confirmed: ReplayConfirmation, work: Work, replayed: OnReplay) -> int:
    """The same for all that are sought and were given up, exactly as many as the person was shown."""
    ids = await browsing.dead(work.db, sought, AT_ONCE)
    if len(ids) != confirmed.count:
        raise ReplayChanged("符合条件的报送已有变化，请重新核对件数。")
    again = await ledger.replay(work.db, ids, work.now)
    if len(again) != len(ids):
        raise ReplayChanged("符合条件的报送已有变化，请重新核对件数。")
    await replayed(again, work)
    span = {"count": len(ids), "first": str(ids[0]), "last": str(ids[-1])}
    work.audit("delivery.range_replayed", sought.endpoint or "all", **span)
    return len(ids)


async def pause_endpoint(endpoint: str, paused: PauseReason, work: Work) -> None:
    """Nothing goes to the endpoint until somebody resumes it; what is written meanwhile waits."""
    reason = mask(paused.reason).text
    if not await ledger.pause(work.db, endpoint, work.now, reason):
        raise EndpointPaused("该地址已经暂停报送。")
    work.audit("delivery.paused", endpoint, reason=reason)


async def resume_endpoint(endpoint: str, work: Work) -> None:
    """What waits goes out again."""
    if not await ledger.resume(work.db, endpoint):
        raise EndpointNotPaused("该地址没有暂停报送。")
    work.audit("delivery.resumed", endpoint)

"""Clearances (保密审查): pieces that the secrecy officer lets pass, each bound to its very words by a digest."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Role
from gongkai.privacy.gate import HeldPiece
from gongkai.privacy.masking import mask
from gongkai.refusals import Ground, Refusal
from gongkai.review import rules
from gongkai.review.clearing import Clearing, NotHeld, require_held
from gongkai.review.tables import clearance
from gongkai.unit_of_work import Work


class OnlySecrecyClears(Refusal):
    """Only the secrecy officer clears marks of classification and blocked words."""

    code = "only-secrecy-clears"
    ground = Ground.forbidden


async def cleared(db: AsyncConnection, subject_id: UUID) -> frozenset[str]:
    """Digests of the pieces of this subject that may pass."""
    return frozenset(await db.scalars(select(clearance.c.digest).where(clearance.c.subject_id == subject_id)))


async def clear_held(
    subject_id: UUID, clearing: Clearing, held: Iterable[HeldPiece], work: Work, refusal: type[NotHeld] = NotHeld
) -> None:
    """Clear pieces that the gate holds at this moment; refuses the whole of it if one of them is not among `held`.

    `refusal` is the service's own form of `NotHeld`. Raises `OnlySecrecyClears` for any other role.
    """
    require_held(clearing.digests, held, refusal)
    await clear(work, subject_id, clearing.digests, clearing.reason)


async def clear(work: Work, subject_id: UUID, digests: Collection[str], reason: str) -> None:
    """Let pieces pass as they are now, and record the reason, masked; clearing twice changes nothing."""
    if not work.actor.has(Role.secrecy):
        raise OnlySecrecyClears("涉密标志和词表中的词只能由保密员处理。")
    masked = mask(reason, (await rules.current(work.db)).open_matters).text
    for digest in sorted(set(digests)):
        row = {
            "subject_id": subject_id,
            "digest": digest,
            "cleared_by": work.actor.id,
            "name": work.actor.name,
            "reason": masked,
            "at": work.now,
        }
        if (await work.db.execute(insert(clearance).values(row).on_conflict_do_nothing())).rowcount:
            work.audit("privacy.clear", str(subject_id), digest=digest, reason=masked)

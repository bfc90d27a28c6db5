"""Acts on many tickets at once: which there are, how many tickets at most, and what came of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from gongkai.actor import Actor
from gongkai.refusals import Ground, Point, Refusal
from ticket_service.ticket.domain.lifecycle import Act, roles
from ticket_service.ticket.values.order import WordEnum

AT_ONCE: Final = 50
"""So many tickets one form may name."""


class BulkUnfit(Refusal):
    """The form names no ticket, too many of them, or no act that we know."""

    code = "bulk-unfit"
    ground = Ground.unfit


class BulkForbidden(Refusal):
    """Only others may do this with a ticket."""

    code = "bulk-forbidden"
    ground = Ground.forbidden


class BulkAct(WordEnum):
    """What can be done with many tickets; each is an act of the course."""

    sign = "sign", "签收"
    assign = "assign", "改派"
    archive = "archive", "归档"
    other = "other", "其他"

    @property
    def act(self) -> Act:
        """The act of the course."""
        return {"sign": Act.signed, "assign": Act.assigned, "archive": Act.archived}.get(self.value, Act.other)


BULK_ACTS: Final = (BulkAct.sign, BulkAct.assign, BulkAct.archive)


@dataclass(frozen=True, slots=True)
class Pick:
    """A ticket as the person saw it in the list."""

    ticket_id: UUID
    version: int


class BulkResult(StrEnum):
    """What came of one of them."""

    done = "done"
    refused = "refused"
    changed = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOutcome:
    """One ticket after the act; `words` say why it was not done."""

    ticket_id: UUID
    came: BulkResult
    words: str = ""


def may(actor: Actor, wanted: BulkAct) -> bool:
    """Whether this person's roles allow the act at all."""
    return actor.has(*roles(wanted.act))


def refuse_unfit(actor: Actor, wanted: BulkAct, picks: Sequence[Pick]) -> None:
    """Refuse what could not be done with any ticket, before the first is touched."""
    if wanted not in BULK_ACTS:
        raise BulkUnfit("请选择要办理的事项。", points=(Point("/act", "missing", "请选择要办理的事项"),))
    if not may(actor, wanted):
        raise BulkForbidden(f"您没有“{wanted.words}”的权限。")
    if not picks:
        raise BulkUnfit("请先勾选办件。", points=(Point("/pick", "missing", "请至少勾选一件"),))
    if len(picks) > AT_ONCE:
        said = f"一次最多办理{AT_ONCE}件"
        raise BulkUnfit(f"{said}。", points=(Point("/pick", "too-many", said),))

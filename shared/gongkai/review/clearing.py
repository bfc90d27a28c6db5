"""What the secrecy officer asks to let pass (保密审查): pieces that the gate holds, by their digests, and why. Pure."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.privacy.gate import HeldPiece
from gongkai.refusals import Ground, Point, Refusal

PieceDigest = Annotated[str, Line(64, least=64)]
ClearanceReason = Annotated[str, Prose(500, least=4)]


class NotHeld(Refusal):
    """The gate does not hold these words; they may have been changed after the officer looked."""

    code = "not-held"
    ground = Ground.conflict


class Clearing(Body):
    """Which pieces may pass, by the digests that the gate shows, and why."""

    digests: tuple[PieceDigest, ...] = Field(min_length=1, max_length=200)
    reason: ClearanceReason


def require_held(digests: Sequence[str], held: Iterable[HeldPiece], refusal: type[NotHeld] = NotHeld) -> None:
    """Refuse unless there are digests and each is of a held piece; the points name those that are not."""
    known = {piece.digest for piece in held}
    strange = [place for place, digest in enumerate(digests) if digest not in known]
    if strange or not digests:
        words = "没有这样待保密员处理的内容，或内容已有改动"
        points = [Point(f"/digests/{place}", refusal.code, words) for place in strange]
        raise refusal(f"{words}，请刷新后再处理。", points=points)

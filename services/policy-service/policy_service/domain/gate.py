"""The gate before the public: everything that is missing or must not be shown, told at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gongkai.privacy.masking import Masked
from gongkai.refusals import Ground, Point, Refusal


class PublicationRefused(Refusal):
    """The policy may not go public as it stands; the points say all that is wrong with it."""

    code = "publication-refused"
    ground = Ground.unlawful


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the gate says: `points` block, `cautions` do not."""

    points: tuple[Point, ...] = ()
    cautions: tuple[Point, ...] = ()
    renditions: Mapping[str, Masked] = field(default_factory=dict)
    held: tuple[Any, ...] = ()

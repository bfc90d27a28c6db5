"""Matters of consultation (我要咨询, §9): what citizens ask the bureau about, and the unit that answers."""

from dataclasses import dataclass
from typing import Final

from gongkai.refusals import Ground, Refusal

OTHER: Final = "other"


class MatterUnknown(Refusal):
    """There is no such matter in the list."""

    code = "matter-unknown"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter; `unit` owes the answer."""

    code: str
    name: str
    unit: str

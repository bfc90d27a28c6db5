"""What must hold after any crash: every announced event took effect, once, in the order of its aggregate."""

from collections.abc import Mapping, Sequence
from uuid import UUID


def complaints(applied: Mapping[UUID, Sequence[int]], announced: Mapping[UUID, int]) -> list[str]:
    """What is wrong; `announced` says up to which version each aggregate went."""
    found = []
    for aggregate, newest in announced.items():
        versions = list(applied.get(aggregate, ()))
        lost = set(range(1, newest + 1)) - set(versions)
        if lost:
            found.append(f"lost {sorted(lost)}")
        if len(set(versions)) < len(versions):
            found.append(f"applied twice {versions}")
        if versions != sorted(versions):
            found.append(f"out of order {versions}")
    return found

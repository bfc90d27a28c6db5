"""The staff directory: people who can be notified."""

from collections.abc import Sequence

from gongkai.organisation.people import people
from notify_service.delivery.domain import Recipient


def staff() -> Sequence[Recipient]:
    """All members of staff; those of the demonstration until a directory is connected (G2)."""
    return people()

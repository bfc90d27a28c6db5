"""Who is told of which warning, and by which channels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from gongkai.actor import Role
from notify_service.delivery.domain.delivery import Delivery
from notify_service.warnings.domain.ladder import Ladder
from notify_service.warnings.domain.warning import DeadlineWarning


class Recipient(Protocol):
    """A member of staff who can be told. `email` is empty for a person without a mailbox."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def roles(self) -> frozenset[Role]: ...
    @property
    def email(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Telling:
    """The ladder, the people on it, and whether there is a mail server."""

    ladder: Ladder
    people: Sequence[Recipient]
    by_mail: bool

    def recipients(self, warnings: Sequence[DeadlineWarning]) -> list[list[Recipient]]:
        """Everybody to be told, for each of the warnings."""
        known: dict[tuple[str, str], list[Recipient]] = {}
        found = []
        for each in warnings:
            key = (each.stage, each.unit)
            if key not in known:
                known[key] = self.ladder.told(each.stage, each.unit, self.people)
            found.append(known[key])
        return found

    def deliveries(self, warning: DeadlineWarning, recipients: Sequence[Recipient]) -> list[Delivery]:
        """One for each recipient and channel."""
        told = [Delivery.in_app(warning.id, one.id, one.name, warning.given_at) for one in recipients]
        if self.by_mail:
            told += [
                Delivery.by_mail(warning.id, one.id, one.name, one.email, warning.given_at)
                for one in recipients
                if one.email
            ]
        return told

"""Deliveries (B4, B5): recipients of a warning, channels, and the one mail that lists a person's warnings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final, Protocol, Self
from uuid import UUID, uuid5

from gongkai.actor import Role
from gongkai.mail.mail import Mail, NotTaken, pause_after
from gongkai.worktime.days import SHANGHAI
from notify_service.warnings.domain import FAMILY, DeadlineWarning, Ladder


class DeliveryChannel(StrEnum):
    """How a person is failed (B5); further channels come with their own senders."""

    inbox = "inbox"
    mail = "mail"


class WarningDeliveryState(StrEnum):
    """State of a delivery. `needless`: the limit was met before the mail could be sent, or there is no
    mail server."""

    waiting = "waiting"
    delivered = "delivered"
    refused = "refused"
    given_up = "given_up"
    needless = "needless"


GATHER: Final = timedelta(seconds=3)
"""Warnings of one moment are given in several transactions; so long a mail waits to list them all (B4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningDelivery:
    """A row of the `warning_delivery` table: warning x recipient x channel."""

    warning_id: UUID
    recipient: str
    channel: DeliveryChannel
    name: str
    address: str
    given_at: datetime
    state: WarningDeliveryState
    attempts: int = 0
    next_at: datetime | None = None
    settled_at: datetime | None = None
    last_error: str | None = None

    @classmethod
    def in_app(cls, warning_id: UUID, recipient: str, name: str, at: datetime) -> Self:
        """In the person's inbox at once."""
        return cls(
            warning_id=warning_id,
            recipient=recipient,
            channel=DeliveryChannel.inbox,
            name=name,
            address="",
            given_at=at,
            state=WarningDeliveryState.delivered,
            settled_at=at,
        )

    @classmethod
    def by_mail(cls, warning_id: UUID, recipient: str, name: str, address: str, at: datetime) -> Self:
        """To be sent a moment later, in one message with whatever else comes due for the person."""
        return cls(
            warning_id=warning_id,
            recipient=recipient,
            channel=DeliveryChannel.mail,
            name=name,
            address=address,
            given_at=at,
            state=WarningDeliveryState.waiting,
            next_at=at + GATHER,
        )

    def settle(self, state: WarningDeliveryState, at: datetime) -> Self:
        """This delivery has come to its end."""
        return replace(self, state=state, next_at=None, settled_at=at)

    def record_try(self, failure: NotTaken | None, at: datetime) -> Self:
        """A try was made: delivered, or once more after a longer pause, until the tries are used up."""
        if failure is None:
            return self.settle(WarningDeliveryState.delivered, at)
        failed = replace(self, last_error=failure.words)
        if failure.for_good:
            return failed.settle(WarningDeliveryState.refused, at)
        pause = pause_after(self.attempts)
        if pause is None:
            return failed.settle(WarningDeliveryState.given_up, at)
        return replace(failed, next_at=at + pause)


class Recipient(Protocol):
    """A member of staff who can be notified. `email` is empty for a person without a mailbox."""

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
class Recipients:
    """The ladder, the people on it, and whether there is a mail server."""

    ladder: Ladder
    people: Sequence[Recipient]
    by_mail: bool

    def of_each(self, warnings: Sequence[DeadlineWarning]) -> list[list[Recipient]]:
        """List the recipients of each warning, in the order of the warnings."""
        known: dict[tuple[str, str], list[Recipient]] = {}
        found = []
        for each in warnings:
            key = (each.stage, each.unit)
            if key not in known:
                known[key] = self.ladder.recipients(each.stage, each.unit, self.people)
            found.append(known[key])
        return found

    def deliveries(self, warning: DeadlineWarning, recipients: Sequence[Recipient]) -> list[WarningDelivery]:
        """Make the deliveries of a warning: one for each recipient and channel."""
        rows = [WarningDelivery.in_app(warning.id, one.id, one.name, warning.given_at) for one in recipients]
        if self.by_mail:
            rows += [
                WarningDelivery.by_mail(warning.id, one.id, one.name, one.email, warning.given_at)
                for one in recipients
                if one.email
            ]
        return rows


LONGEST_LIST: Final = 100
"""More lines than this nobody reads; the inbox has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningMail:
    """The deliveries that one message settles, with their warnings, most urgent first."""

    name: str
    address: str
    deliveries: tuple[WarningDelivery, ...]
    warnings: tuple[DeadlineWarning, ...]

    @property
    def id(self) -> UUID:
        """The same for the same list, so that a mail program shows a repeated sending once."""
        return uuid5(FAMILY, " ".join([self.address, *sorted(str(each.id) for each in self.warnings)]))

    @property
    def subject(self) -> str:
        """【时限预警】3件事项临近期限或已超期; 【紧急提醒】 for alerts, 【协办提醒】 if of
        nothing but calls to help."""
        more = f"等{len(self.warnings)}件事项" if len(self.warnings) > 1 else ""
        if alerts := [each for each in self.warnings if each.is_urgent]:
            return f"【紧急提醒】{alerts[0].title}{more}"
        if all(each.is_alert for each in self.warnings):
            return f"【协办提醒】{self.warnings[0].title}{more}"
        late = sum(each.late for each in self.warnings)
        words = f"{len(self.warnings)}件事项临近期限" if not late else f"{len(self.warnings)}件事项，其中{late}件已超期"
        return f"【时限预警】{words}"

    def mail(self, base_url: str) -> Mail:
        """As the mail server takes it."""
        return Mail(id=self.id, address=self.address, subject=self.subject, text=self.text(base_url))

    def text(self, base_url: str) -> str:
        """The list, each with its number, limit, what is left and the page on which to act."""
        lines = [f"{self.name}，您好：", "", "以下事项请及时办理：", ""]
        for number, each in enumerate(self.warnings[:LONGEST_LIST], start=1):
            lines += [
                f"{number}. {each.ref or each.subject_id}　{each.title}　{each.words}",
                f"   {_when(each)}　{base_url}{each.desk_path}",
            ]
        if len(self.warnings) > LONGEST_LIST:
            lines.append(f"…… 另有 {len(self.warnings) - LONGEST_LIST} 件，请到收件箱查看。")
        return "\n".join([*lines, "", f"请到 {base_url}/desk/warnings 确认已知悉。", ""])


def _when(warning: DeadlineWarning) -> str:
    if warning.is_alert:
        return f"时间：{warning.given_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return f"期限：{warning.due_on.isoformat()} 24:00"


def warning_mails(due: Sequence[tuple[WarningDelivery, DeadlineWarning]]) -> list[WarningMail]:
    """One letter for each person among the deliveries."""
    by_person = sorted(due, key=lambda pair: (pair[0].recipient, pair[1].due_at, pair[1].ref))
    found = []
    for _, group in groupby(by_person, key=lambda pair: pair[0].recipient):
        pairs = list(group)
        found.append(
            WarningMail(
                name=pairs[0][0].name,
                address=pairs[0][0].address,
                deliveries=tuple(one for one, _ in pairs),
                warnings=tuple(each for _, each in pairs),
            )
        )
    return found

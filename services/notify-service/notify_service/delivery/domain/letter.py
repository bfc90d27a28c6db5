"""One mail to one person: all the limits that came due for them at a moment, as a list (B4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from uuid import UUID, uuid5

from gongkai.mail.mail import Mail
from gongkai.worktime.days import SHANGHAI
from notify_service.delivery.domain.delivery import Delivery
from notify_service.warnings.domain.warning import FAMILY, DeadlineWarning

LONGEST_LIST: Final = 100
"""More lines than this nobody reads; the inbox has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The deliveries that one message settles, with their warnings, most urgent first."""

    name: str
    address: str
    deliveries: tuple[Delivery, ...]
    warnings: tuple[DeadlineWarning, ...]

    @property
    def id(self) -> UUID:
        """The same for the same list, so that a mail program shows a repeated sending once."""
        return uuid5(FAMILY, " ".join([self.address, *sorted(str(each.id) for each in self.warnings)]))

    @property
    def subject(self) -> str:
        """【时限预警】3件事项临近期限或已超期; 【紧急提醒】 if it tells of something that happened, 【协办提醒】 if of
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


def letters(due: Sequence[tuple[Delivery, DeadlineWarning]]) -> list[Letter]:
    """One letter for each person among the deliveries."""
    by_person = sorted(due, key=lambda pair: (pair[0].recipient, pair[1].due_at, pair[1].ref))
    found = []
    for _, group in groupby(by_person, key=lambda pair: pair[0].recipient):
        pairs = list(group)
        found.append(
            Letter(
                name=pairs[0][0].name,
                address=pairs[0][0].address,
                deliveries=tuple(one for one, _ in pairs),
                warnings=tuple(each for _, each in pairs),
            )
        )
    return found

"""What the tour tells: each call, event and warning on one line, ids replaced by the order in which they appeared."""

import re
from collections.abc import Callable
from datetime import datetime

from gongkai.worktime.days import SHANGHAI

ID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"
)
WEEKDAYS = "一二三四五六日"


class Transcript:
    """Prints lines for a reader and keeps them, so that two runs can be compared."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._names: dict[str, str] = {}
        self.lines: list[str] = []

    def chapter(self, title: str) -> None:
        """A heading."""
        self._say("")
        self._say(f"== {title}")

    def says(self, who: str, what: str) -> None:
        """One line: who did or answered what."""
        self._say(f"   {who:<8} {what}")

    def clock(self, at: datetime) -> None:
        """The office's clock stands at a new moment."""
        local = at.astimezone(SHANGHAI)
        self._say(f"-- {local:%Y-%m-%d %H:%M} 星期{WEEKDAYS[local.weekday()]}")

    def name(self, value: str, name: str) -> str:
        """Give a number that differs in each run a name for the transcript; returns the number."""
        self._names[value] = name
        return value

    def _say(self, line: str) -> None:
        self._show(line)
        for value, name in self._names.items():
            line = line.replace(value, f"<{name}>")
        self.lines.append(ID.sub("<id>", line))

"""The menus of the three kinds of pages: for citizens, for staff at the desk, for those who run the suite.

People see the entries whose pages admit them: a menu entry's roles follow the guard of its page (a test compares them),
and leave out those who have no work there.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from gongkai.actor import Actor
from gongkai.runtime.service import Menu

HOMES: Final = {"citizen": "/", "desk": "/desk/queue", "ops": "/ops"}
KEYBOARD: Final = "/keyboard"
LOGIN: Final = "/desk/login"
LOGOUT: Final = "/desk/logout"


class Navigation:
    """The menu entries of all services, each section in the order of `place`."""

    def __init__(self, menu: Iterable[Menu] = ()) -> None:
        self._sections: dict[str, list[Menu]] = {section: [] for section in HOMES}
        for entry in sorted(menu, key=lambda entry: entry.place):
            self._sections[entry.section].append(entry)

    def entries(self, section: str, actor: Actor | None) -> Sequence[Menu]:
        """What this person sees in the menu of a section."""
        return [entry for entry in self._sections[section] if entry.admits(actor)]

    def current(self, section: str, path: str) -> str:
        """The path of the menu entry on whose page, or a page below it, the reader is; empty when on none."""
        under = [
            entry.path for entry in self._sections[section] if path == entry.path or path.startswith(entry.path + "/")
        ]
        return max(under, key=len, default="")

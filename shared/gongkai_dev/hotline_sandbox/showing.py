"""An exchange in the words of the sandbox's page: both sides below each other, what is private hidden."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gongkai_dev.hotline_sandbox.exchange import Exchange
from gongkai_dev.hotline_sandbox.masked import mask_exchange


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownExchange:
    """One row of the page."""

    one: Exchange
    sent: str
    answered: str

    @property
    def outcome(self) -> str:
        """The colour that goes with the verdict."""
        return "met" if self.one.went_well else "red"

    @property
    def status(self) -> str:
        """The answer's status, in words where there was none."""
        return str(self.one.status) if self.one.status else "无应答"


def show_exchange(one: Exchange, *, whole: bool) -> ShownExchange:
    """The row; `whole` shows what is hidden otherwise."""
    return ShownExchange(
        one=one,
        sent=_words(one.headers, one.sent if whole else mask_exchange(one.sent)),
        answered=_words(one.answer_headers, one.answered if whole else mask_exchange(one.answered)),
    )


def _words(headers: Mapping[str, str], body: Any) -> str:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    written = json.dumps(body, ensure_ascii=False, indent=2) if body else ""
    return "\n".join([*lines, "", written]).strip()

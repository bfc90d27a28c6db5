"""An exchange in the words of the sandbox's page: both sides below each other, personal data hidden."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from gongkai.privacy.masking import mask
from gongkai_dev.hotline_sandbox.exchange import Exchange

CITIZEN: Final = "citizen"
"""Whatever stands under this word is about a person and hidden whole, except yes and no."""
HIDDEN: Final = "＊＊＊"


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


def mask_exchange(said: Any) -> Any:
    """The same message with everything personal hidden; names in free text are found by `gongkai.privacy`."""
    if isinstance(said, Mapping):
        known = _known(said.get(CITIZEN))
        return {
            key: _hidden(one) if key == CITIZEN else mask_exchange(_without(one, known)) for key, one in said.items()
        }
    if isinstance(said, list):
        return [mask_exchange(one) for one in said]
    return mask(said).text if isinstance(said, str) else said


def _known(citizen: Any) -> list[str]:
    """What is said of the citizen, which may stand in the content as well."""
    values = citizen.values() if isinstance(citizen, Mapping) else ()
    return [value for value in values if isinstance(value, str) and len(value) > 1]


def _without(said: Any, known: list[str]) -> Any:
    if isinstance(said, str):
        for value in known:
            said = said.replace(value, HIDDEN)
    return said


def _hidden(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _hidden(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_hidden(one) for one in value]
    return value if value is None or isinstance(value, bool) or value == "" else HIDDEN

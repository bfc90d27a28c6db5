"""What people may see of a message without asking: who the citizen is, and every private number, are hidden."""

from collections.abc import Mapping
from typing import Any, Final

from gongkai.privacy.masking import mask

CITIZEN: Final = "citizen"
"""Whatever stands under this word is about a person and hidden whole, except yes and no."""
HIDDEN: Final = "＊＊＊"


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

"""What was told the hotline, as those may look at it who look after the ledger: without anybody's personal data."""

from collections.abc import Callable
from typing import Any, Final

from pydantic_core import from_json

from gongkai.privacy.masking import mask
from gongkai.privacy.names import surname_only
from ticket_service.ticket.values.order import Order

AS_IT_IS: Final = ("type", "sha256", "media_type", "_no", "_id", "_at", "_on")
"""Endings of fields with codes, numbers and moments, in which a rule for personal data would only see telephones."""
CITIZEN: Final = "citizen"
FILE_CONTENT: Final = ("file", "content")
NOT_SHOWN: Final = "（文件内容不显示）"


def masked_snapshot(body: bytes, order: Order | None) -> Any:
    """The body as JSON with every text masked, and without the citizen's name and the content of files."""
    return _masked(from_json(body), order.unnamed if order else str, ())


def _masked(said: Any, unnamed: Callable[[str], str], path: tuple[str, ...]) -> Any:
    if isinstance(said, dict):
        return {name: _masked(value, unnamed, (*path, name)) for name, value in said.items()}
    if isinstance(said, list):
        return [_masked(value, unnamed, path) for value in said]
    if not isinstance(said, str) or (path[-1:] and path[-1] in AS_IT_IS):
        return said
    if path[-2:] == FILE_CONTENT:
        return NOT_SHOWN
    if path[-2:] == (CITIZEN, "name"):
        return surname_only(said)
    return mask(unnamed(said)).text

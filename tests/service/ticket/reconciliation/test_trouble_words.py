"""A comparison that failed says why in Chinese, whatever it was."""

import re
from collections.abc import Iterator

import httpx
import pytest

from gongkai.webhooks.destination import DestinationRefused
from ticket_service.reconciliation.domain import ManifestBroken
from ticket_service.reconciliation.pages import TROUBLE, UNKNOWN, trouble_words


def kinds_of(error: type[Exception]) -> Iterator[type[Exception]]:
    """An error and all its kinds that are raised as such."""
    below = [kind for kind in error.__subclasses__() if kind.__module__.startswith("httpx")]
    if not below:
        yield error
    for kind in below:
        yield from kinds_of(kind)


@pytest.mark.parametrize(
    "error",
    [*kinds_of(httpx.RequestError), DestinationRefused, ManifestBroken, TimeoutError, OSError],
    ids=lambda error: error.__name__,
)
def test_c8_every_kind_of_trouble_has_its_words(error: type[Exception]) -> None:
    assert error.__name__ in TROUBLE


@pytest.mark.parametrize("status", [204, 302, 400, 401, 403, 404, 408, 410, 429, 500, 502, 503, 504, 599, 999])
def test_c8_every_status_has_its_words(status: int) -> None:
    words = trouble_words(f"Http{status}")
    assert words not in ("", UNKNOWN)
    assert not re.search("[A-Za-z]", words)


@pytest.mark.parametrize("code", ["Http", "Httpx", "Http²", "SomethingNew", "ConnectErrorConnectError"])
def test_c8_what_nobody_knows_is_said_to_be_unknown(code: str) -> None:
    assert trouble_words(code) == UNKNOWN


def test_c8_no_trouble_has_no_words() -> None:
    assert trouble_words(None) == trouble_words("") == ""

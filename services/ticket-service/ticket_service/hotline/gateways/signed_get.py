"""How we ask the hotline for something of its own: a GET that is signed, to an address that was checked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import httpx

from gongkai.runtime.service import Running
from gongkai.timepiece import new_id
from gongkai.webhooks.destination import check_destination
from gongkai.webhooks.signatures import Signatures
from ticket_service.settings import TicketSettings

TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)


def what_is_signed(method: str, url: str) -> bytes:
    """A request without a body is signed over its method and its path with the query, as they are sent, so that the
    signature opens no other door."""
    return f"{method} ".encode() + httpx.URL(url).raw_path


@asynccontextmanager
async def opened(running: Running, signs: Signatures, url: str, accept: str) -> AsyncIterator[httpx.Response]:
    """The answer, its body unread: the checked address is the one that is called, and no redirect is followed."""
    destination = await check_destination(url, running.own_settings(TicketSettings).hotline_networks)
    signed = signs.sign(f"msg_{new_id()}", running.timepiece.wall(), what_is_signed("GET", url))
    headers = signed | {"Host": destination.host, "Accept": accept, "Accept-Encoding": "identity"}
    extensions = {"sni_hostname": destination.host.partition(":")[0]}
    async with (
        httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False) as client,
        client.stream("GET", destination.url, headers=headers, extensions=extensions) as answer,
    ):
        yield answer

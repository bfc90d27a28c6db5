"""The way to the hotline and from it: its address, the secrets that both sides sign with, and signed requests."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import httpx

from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import new_id
from gongkai.webhooks.courier import Endpoint
from gongkai.webhooks.destination import check_destination, trusted
from gongkai.webhooks.signatures import Signatures
from ticket_service.settings import TicketSettings
from ticket_service.ticket.domain.notices import HOTLINE


@dataclass(frozen=True, slots=True)
class HotlineKeys:
    """The signatures that this process makes and verifies; `None` without a shared secret."""

    signatures: Signatures | None


def signatures(running: ServiceRuntime) -> Signatures | None:
    """The live secrets shared with the hotline; without any, nobody is believed."""
    secrets = running.own_settings(TicketSettings).hotline_secrets
    return Signatures([secret.get_secret_value() for secret in secrets]) if secrets else None


def endpoints(running: ServiceRuntime) -> Sequence[Endpoint]:
    """Where the hotline takes our call-backs; without an address they wait in the ledger."""
    settings, signs = running.own_settings(TicketSettings), signatures(running)
    if not settings.hotline_url or signs is None:
        return ()
    return (Endpoint(name=HOTLINE, url=settings.hotline_url, signatures=signs, networks=settings.hotline_networks),)


TIMEOUT: Final = httpx.Timeout(30.0, connect=5.0)


def signed_text(method: str, url: str) -> bytes:
    """A request without a body is signed over its method and its path with the query, as they are sent, so that the
    signature opens no other door."""
    return f"{method} ".encode() + httpx.URL(url).raw_path


@asynccontextmanager
async def signed_get(
    running: ServiceRuntime, signs: Signatures, url: str, accept: str
) -> AsyncIterator[httpx.Response]:
    """The answer, its body unread: the checked address is the one that is called, and no redirect is followed."""
    destination = await check_destination(url, running.own_settings(TicketSettings).hotline_networks)
    signed = signs.sign(f"msg_{new_id()}", running.timepiece.wall(), signed_text("GET", url))
    headers = signed | {"Host": destination.host, "Accept": accept, "Accept-Encoding": "identity"}
    extensions = {"sni_hostname": destination.host.partition(":")[0]}
    async with (
        httpx.AsyncClient(timeout=TIMEOUT, follow_redirects=False, trust_env=False, verify=trusted()) as client,
        client.stream("GET", destination.url, headers=headers, extensions=extensions) as answer,
    ):
        yield answer

"""The way to the hotline and from it: its address for call-backs, and the secrets that both sides sign with."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.runtime.service import Running
from gongkai.webhooks.courier import Endpoint
from gongkai.webhooks.signatures import Signatures
from ticket_service.closing_report.domain.report_payload import HOTLINE
from ticket_service.settings import TicketSettings


@dataclass(frozen=True, slots=True)
class HotlineKeys:
    """The signatures that this process makes and verifies; `None` without a shared secret."""

    signatures: Signatures | None


def signatures(running: Running) -> Signatures | None:
    """The live secrets shared with the hotline; without any, nobody is believed."""
    secrets = running.own_settings(TicketSettings).hotline_secrets
    return Signatures([secret.get_secret_value() for secret in secrets]) if secrets else None


def endpoints(running: Running) -> Sequence[Endpoint]:
    """Where the hotline takes our call-backs; without an address they wait in the ledger."""
    settings, signs = running.own_settings(TicketSettings), signatures(running)
    if not settings.hotline_url or signs is None:
        return ()
    return (Endpoint(name=HOTLINE, url=settings.hotline_url, signatures=signs, networks=settings.hotline_networks),)

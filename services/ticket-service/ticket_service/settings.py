"""What can be set for ticket-service: the hotline, and the form of the closing report."""

from pathlib import Path

from pydantic import Field, SecretStr

from gongkai.settings import Settings


class TicketSettings(Settings):
    """Without any, nobody is believed to be the hotline, and call-backs wait in the ledger."""

    hotline_url: str = Field("", description="Where the 12345 hotline takes our call-backs; empty: they wait")
    hotline_manifest_url: str = Field("", description="Where the hotline lists its open orders; empty: not compared")
    hotline_secrets: tuple[SecretStr, ...] = Field(
        (), description="Secrets `whsec_…` shared with the hotline, newest first"
    )
    hotline_networks: tuple[str, ...] = Field((), description="Networks (CIDR) to which call-backs may go")
    report_template: Path | None = Field(
        None, description="Form of the closing report (.docx), docs/operations.md; empty: the bundled one"
    )

"""Whether askers are told of their answers: the figures of this service on the ops page."""

from typing import Any

from gongkai.mail.settings import MailSettings
from gongkai.runtime.service import Running
from inquiry_service.answering import store as letters


async def business_health(running: Running) -> dict[str, Any]:
    """Counts, and an age in seconds; letters wait for as long as there is no mail server."""
    now = running.timepiece.now()
    async with running.reading() as db:
        found = await letters.figures(db)
    age = max(0, int((now - found.oldest).total_seconds())) if found.oldest else 0
    return {
        "letters_waiting": found.waiting,
        "oldest_waiting_letter_seconds": age,
        "letters_given_up": found.given_up,
        "mail_server": bool(running.own_settings(MailSettings).smtp_host),
    }

"""Answers: drafted, reviewed, and announced to the asker."""

from typing import Any, Final

from gongkai.mail.settings import MailSettings
from gongkai.runtime.service import Feature, ServiceRuntime
from inquiry_service.answering import api
from inquiry_service.answering.subscribers import subscribers
from inquiry_service.answering.timers import timers
from inquiry_service.question.store import letters


async def letters_waiting(running: ServiceRuntime) -> dict[str, Any]:
    """Count letters, with an age in seconds; they wait for as long as there is no mail server."""
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


ANSWERING: Final = Feature(
    name="answering",
    routers=(api.router,),
    subscriptions=subscribers,
    timers=timers,
    health=letters_waiting,
)

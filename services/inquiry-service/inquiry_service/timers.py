"""What the inquiry service does by the clock: letters to askers go out, and what is old is forgotten."""

from gongkai.http import idempotency
from gongkai.mail.mail_server import MailServer
from gongkai.mail.settings import MailSettings
from gongkai.runtime.service import Running, Timer
from inquiry_service.answering.usecases.send_letters import send_letters
from inquiry_service.receipts.store import lookups
from inquiry_service.receipts.usecases.public_intake import counter_of


async def send_due_letters(running: Running) -> int:
    """Tell askers of their answers, if there is a mail server."""
    if not running.own_settings(MailSettings).smtp_host:
        return 0
    server = MailServer(running.own_settings(MailSettings), running.timepiece)
    return await send_letters(running.work, server.post, counter_of(running).seal, running.settings.public_url)


async def forget_old_tries(running: Running) -> int:
    """One step: wipe counts that are a day old."""
    async with running.engine.begin() as db:
        await lookups.forget_old_tries(db, running.timepiece.now())
    return 0


async def forget_old_answers(running: Running) -> int:
    """One step: what was answered under an `Idempotency-Key` is kept for 72 hours."""
    async with running.engine.begin() as db:
        await idempotency.purge(db, running.timepiece.now())
    return 0


timers = (
    Timer("send_letters", send_due_letters),
    Timer("forget_old_tries", forget_old_tries, every=3600.0),
    Timer("forget_old_answers", forget_old_answers, every=3600.0),
)

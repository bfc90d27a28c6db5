"""What this service does by itself when its time has come; the whole list."""

from typing import Final

from gongkai.delivery.mail_server import MailServer
from gongkai.due import Timer
from gongkai.organisation.people import people
from gongkai.running import Running
from notify_service.domain.telling import Telling
from notify_service.store.deliveries import set_alerts_aside
from notify_service.store.house_rules import ladder, schedule
from notify_service.usecases.give_warnings import give_warnings
from notify_service.usecases.send_mails import send_mails


async def give_due_warnings(running: Running) -> int:
    """Give the warnings that are due."""
    telling = Telling(ladder(), people(), by_mail=bool(running.settings.smtp_host))
    async with running.work() as work:
        return await give_warnings(work, schedule(), telling)


async def send_due_mails(running: Running) -> int:
    """Send the mails that are due, if there is a mail server."""
    if not running.settings.smtp_host:
        async with running.work() as work:
            return await set_alerts_aside(work.db, work.now)
    server = MailServer(running.settings, running.timepiece)
    return await send_mails(running.work, server.post, running.settings.public_url)


timers: Final = (Timer("give_warnings", give_due_warnings), Timer("send_mails", send_due_mails))

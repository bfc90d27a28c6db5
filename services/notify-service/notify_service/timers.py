"""What this service does by itself when its time has come; the whole list."""

from typing import Final

from gongkai.mail.mail_server import MailServer
from gongkai.organisation.people import people
from gongkai.runtime.service import Running, Timer
from notify_service.delivery.domain.recipients import Telling
from notify_service.delivery.store import set_alerts_aside
from notify_service.delivery.usecases.give_warnings import give_warnings
from notify_service.delivery.usecases.send_mails import send_mails
from notify_service.settings import NotifySettings
from notify_service.warnings.store.house_rules import ladder, schedule


async def give_due_warnings(running: Running) -> int:
    """Give the warnings that are due."""
    telling = Telling(ladder(), people(), by_mail=bool(running.own_settings(NotifySettings).smtp_host))
    async with running.work() as work:
        return await give_warnings(work, schedule(), telling)


async def send_due_mails(running: Running) -> int:
    """Send the mails that are due, if there is a mail server."""
    if not running.own_settings(NotifySettings).smtp_host:
        async with running.work() as work:
            return await set_alerts_aside(work.db, work.now)
    server = MailServer(running.own_settings(NotifySettings), running.timepiece)
    return await send_mails(running.work, server.post, running.settings.public_url)


timers: Final = (Timer("give_warnings", give_due_warnings), Timer("send_mails", send_due_mails))

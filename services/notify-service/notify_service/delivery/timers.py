"""Warnings given and mails sent when they are due."""

from typing import Final

from gongkai.mail.mail_server import MailServer
from gongkai.organisation.people import people
from gongkai.runtime.service import ServiceRuntime, Timer
from notify_service.delivery.domain import Recipients
from notify_service.delivery.store import set_alerts_aside
from notify_service.delivery.usecases import give_warnings, send_mails
from notify_service.settings import NotifySettings
from notify_service.warnings.domain import Ladder
from notify_service.watch.domain import Schedule


async def give_due_warnings(running: ServiceRuntime) -> int:
    """Give the warnings that are due."""
    recipients = Recipients(
        running.resources.get(Ladder), people(), by_mail=bool(running.own_settings(NotifySettings).smtp_host)
    )
    async with running.work() as work:
        return await give_warnings(work, running.resources.get(Schedule), recipients)


async def send_due_mails(running: ServiceRuntime) -> int:
    """Send the mails that are due, if there is a mail server."""
    if not running.own_settings(NotifySettings).smtp_host:
        async with running.work() as work:
            return await set_alerts_aside(work.db, work.now)
    server = MailServer(running.own_settings(NotifySettings), running.timepiece)
    return await send_mails(running.work, server.post, running.settings.public_url)


timers: Final = (Timer("give_warnings", give_due_warnings), Timer("send_mails", send_due_mails))

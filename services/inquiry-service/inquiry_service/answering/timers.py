"""Letters to askers go out when they are due."""

from gongkai.mail.mail_server import MailServer
from gongkai.mail.settings import MailSettings
from gongkai.review.seal import Seal
from gongkai.runtime.service import ServiceRuntime, Timer
from inquiry_service.answering.usecases import send_letters


async def send_due_letters(running: ServiceRuntime) -> int:
    """Send the letters that are due, if there is a mail server."""
    if not running.own_settings(MailSettings).smtp_host:
        return 0
    server = MailServer(running.own_settings(MailSettings), running.timepiece)
    return await send_letters(running.work, server.post, running.resources.get(Seal), running.settings.public_url)


timers = (Timer("send_letters", send_due_letters),)

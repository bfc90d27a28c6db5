"""The mail server: takes mails one by one over one connection, and says of each what became of it."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

import aiosmtplib
from aiosmtplib.errors import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from gongkai.mail.mail import Mail, NotTaken
from gongkai.mail.settings import MailSettings
from gongkai.timepiece import Timepiece

PATIENCE: Final = 10.0


class MailServer:
    """SMTP with STARTTLS where the server offers it."""

    def __init__(self, settings: MailSettings, timepiece: Timepiece) -> None:
        self._settings = settings
        self._timepiece = timepiece

    async def post(self, mails: Sequence[Mail]) -> list[NotTaken | None]:
        """One outcome for each mail, in order; while the server is away none is taken."""
        if not mails:
            return []
        outcomes: list[NotTaken | None] = []
        left: NotTaken | None = None
        server = aiosmtplib.SMTP(hostname=self._settings.smtp_host, port=self._settings.smtp_port, timeout=PATIENCE)
        try:
            async with server:
                for mail in mails:
                    outcomes.append(await self._hand_over(server, mail))
        except (SMTPException, OSError) as error:
            left = NotTaken(type(error).__name__)
        return outcomes + [left] * (len(mails) - len(outcomes))

    async def _hand_over(self, server: aiosmtplib.SMTP, mail: Mail) -> NotTaken | None:
        try:
            await server.send_message(self._message(mail))
        except SMTPRecipientsRefused as error:
            code = error.recipients[0].code
            return NotTaken(f"recipient refused: {code}", for_good=code >= 500)
        except SMTPResponseException as error:
            return NotTaken(f"{type(error).__name__}: {error.code}")
        except (SMTPException, OSError, ValueError) as error:
            return NotTaken(type(error).__name__)
        return None

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._settings.mail_from
        message["To"] = mail.address
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(self._timepiece.wall())
        message["Message-ID"] = f"<{mail.id}@{self._settings.mail_from.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        return message

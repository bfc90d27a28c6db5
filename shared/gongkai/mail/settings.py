"""What can be set for services that send mails."""

from pydantic import Field

from gongkai.settings import Settings


class MailSettings(Settings):
    """Without a mail server, nothing is mailed."""

    smtp_host: str = Field(default="", description="Mail server for warnings; empty: in-app inbox only")
    smtp_port: int = Field(default=25, description="Its port")
    mail_from: str = Field(default="gongkai@localhost", description="Sender of the mails")

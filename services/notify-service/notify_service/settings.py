"""What can be set for notify-service: mail, stages and ladder."""

from pathlib import Path

from pydantic import Field

from gongkai.mail.settings import MailSettings


class NotifySettings(MailSettings):
    """Without any, the stages and the ladder that ship with the service."""

    notify_stages: Path | None = Field(default=None, description="File of warning stages, in the form of stages.toml")
    notify_ladder: Path | None = Field(default=None, description="File of who is told when, in the form of ladder.toml")

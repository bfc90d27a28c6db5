"""What can be set for this service alone, with the prefix `GONGKAI_NOTIFY_`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class NotifySettings(BaseSettings):
    """Without any, the stages and the ladder that ship with the service."""

    model_config = SettingsConfigDict(env_prefix="GONGKAI_NOTIFY_", frozen=True)

    stages: Path | None = Field(default=None, description="File of warning stages, in the form of stages.toml")
    ladder: Path | None = Field(default=None, description="File of who is told when, in the form of ladder.toml")

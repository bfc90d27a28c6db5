"""What can be set from outside for all services, with the prefix `GONGKAI_`; a service adds its own in a subclass."""

import base64
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One process's settings. Without any, the suite runs embedded, on loopback, with data in `.gongkai/`."""

    model_config = SettingsConfigDict(env_prefix="GONGKAI_", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8000, description="Port of the suite, or of the one service of this process")
    folder: Path = Field(default=Path(".gongkai"), description="Where the embedded suite keeps its data and keys")
    demo: bool = Field(False, description="Demo people, local tokens, a movable office clock; not in production")
    role: Literal["all", "api", "worker"] = Field(
        "all", description="`api`: answer; `worker`: relay, consume, keep time"
    )

    database_url: str = Field(
        default="", description="SQLAlchemy address with `{service}` in it; empty: embedded PostgreSQL"
    )
    pool_size: int = Field(default=20, ge=2, le=200, description="Database connections of one service in one process")
    files: str = Field(
        default="", description="Object store for files (`s3://…`), the same for every replica; empty: `folder`/files"
    )
    kafka: str = Field(default="", description="Bootstrap servers of Kafka; empty: the local bus of one process")
    kafka_instance: str = Field(default="", description="Name of this replica that outlives its restarts; empty: none")
    kafka_partitions: int = Field(default=12, description="Partitions of a topic that has to be created")
    kafka_replication: int = Field(default=1, description="Replicas of a topic that has to be created")

    base_url: str = Field("", description="The public address of the suite; empty: http://host:port")
    service_urls: dict[str, str] = Field(
        default_factory=dict, description="Where the ops page finds each service; default: base_url"
    )

    issuer_key: Path | None = Field(None, description="Key file of the local issuer (demo); default: in folder")
    oidc_issuer: str = Field(default="", description="Issuer of staff tokens in production")
    oidc_jwks: Path | None = Field(default=None, description="File with the issuer's public keys")
    secret: SecretStr = Field(
        SecretStr(""),
        description="Signs page cursors, the same in every replica; default: in folder",
    )
    seal_keys: tuple[SecretStr, ...] = Field(
        (), description="Keys (32 bytes, base64) that seal originals, newest first; keep every old one"
    )
    log_level: str = Field(default="INFO", description="Lowest level that is logged")

    @property
    def embedded(self) -> bool:
        """Whether this process brings its own PostgreSQL."""
        return not self.database_url

    @property
    def public_url(self) -> str:
        """The one address of the suite."""
        return self.base_url or f"http://{self.host}:{self.port}"

    def url_of(self, service: str) -> str:
        """Where a service answers other services and the ops page."""
        return self.service_urls.get(service, self.public_url)

    def signing_secret(self) -> bytes:
        """The secret for page cursors; made once and kept with the data if none was set."""
        return (self.secret.get_secret_value() or stored_secret(self.folder / "secret")).encode()

    def sealing_keys(self) -> tuple[str, ...]:
        """The keys that seal originals, newest first. One made on the spot would be gone with its folder, and with it
        what it sealed; so only a suite that keeps its own data, or a demonstration, makes one."""
        given = tuple(key.get_secret_value() for key in self.seal_keys)
        if not given and not (self.embedded or self.demo):
            raise ValueError("GONGKAI_SEAL_KEYS is not set")
        return given or (stored_secret(self.folder / "seal.key"),)


def stored_secret(file: Path) -> str:
    """A random secret that is made at the first call and read afterwards; the file is readable by its owner only.
    Of several processes that make it at once, all read the one that was there first."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        made = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
        made.touch(mode=0o600)
        made.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
        with suppress(FileExistsError):
            file.hardlink_to(made)
        made.unlink()
    return file.read_text().strip()

"""What can be set from outside, all with the prefix `GONGKAI_`; the README's table is made from this file."""

import base64
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

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
    clamd: str = Field(
        default="",
        description="clamd that checks files for viruses, `host:port` or a socket's path; empty: none",
    )
    kafka: str = Field(default="", description="Bootstrap servers of Kafka; empty: the local bus of one process")
    kafka_instance: str = Field(default="", description="Name of this replica that outlives its restarts; empty: none")
    kafka_partitions: int = Field(default=12, description="Partitions of a topic that has to be created")
    kafka_replication: int = Field(default=1, description="Replicas of a topic that has to be created")

    base_url: str = Field("", description="The public address of the suite; empty: http://host:port")
    service_urls: dict[str, str] = Field(
        default_factory=dict, description="Where the ops page finds each service; default: base_url"
    )

    hotline_url: str = Field("", description="Where the 12345 hotline takes our call-backs; empty: they wait")
    hotline_manifest_url: str = Field("", description="Where the hotline lists its open orders; empty: not compared")
    hotline_secrets: tuple[SecretStr, ...] = Field(
        (), description="Secrets `whsec_…` shared with the hotline, newest first"
    )
    hotline_networks: tuple[str, ...] = Field((), description="Networks (CIDR) to which call-backs may go")
    report_template: Path | None = Field(
        None, description="Form of the closing report (.docx), docs/operations.md; empty: the bundled one"
    )
    smtp_host: str = Field(default="", description="Mail server for warnings; empty: in-app inbox only")
    smtp_port: int = Field(default=25, description="Its port")
    mail_from: str = Field(default="gongkai@localhost", description="Sender of the mails")

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
    site_name: str = Field("上海市市场监督管理局", description="Page tag SiteName of the portal")
    site_domain: str = Field(default="", description="Page tag SiteDomain; empty: not told, and said to be missing")
    site_id_code: str = Field(default="", description="Page tag SiteIDCode, ten characters; empty: as above")
    column_name: str = Field(default="政策文件", description="Page tag ColumnName of the column with policies")
    column_description: str = Field("主动公开的政策文件及其解读", description="Page tag ColumnDescription")
    column_keywords: str = Field(default="政策文件,政策解读,政务公开", description="Page tag ColumnKeywords")
    column_type: str = Field(default="政策文件", description="Page tag ColumnType")
    log_level: str = Field(default="INFO", description="Lowest level that is logged")

    @classmethod
    def load(cls, **given: Any) -> "Settings":
        """The environment's settings; a demonstration gets a hotline on loopback and a secret made on the spot."""
        settings = cls(**given)
        if not settings.demo or settings.hotline_url:
            return settings
        secret = SecretStr("whsec_" + kept_secret(settings.folder / "hotline.secret"))
        return settings.model_copy(
            update={
                "hotline_url": f"http://127.0.0.1:{settings.port + 80}/callbacks",
                "hotline_manifest_url": f"http://127.0.0.1:{settings.port + 80}/manifest",
                "hotline_secrets": (secret,),
                "hotline_networks": ("127.0.0.0/8",),
            }
        )

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
        return (self.secret.get_secret_value() or kept_secret(self.folder / "secret")).encode()

    def sealing_keys(self) -> tuple[str, ...]:
        """The keys that seal originals, newest first. One made on the spot would be gone with its folder, and with it
        what it sealed; so only a suite that keeps its own data, or a demonstration, makes one."""
        given = tuple(key.get_secret_value() for key in self.seal_keys)
        if not given and not (self.embedded or self.demo):
            raise ValueError("GONGKAI_SEAL_KEYS is not set")
        return given or (kept_secret(self.folder / "seal.key"),)


def kept_secret(file: Path) -> str:
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

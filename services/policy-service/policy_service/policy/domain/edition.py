"""An edition (版本): what the public reads of a policy, fixed when it went public."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from pydantic_core import to_json

from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.body import BodyClause
from policy_service.policy.domain.draft import BodyFormat, Disclosure
from policy_service.policy.domain.interpretation import Form, Interpretation
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.links import ServiceLink
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.validity import Validity, validity_on

PUBLIC_FIELDS: Final = (
    *("title", "index_no", "issuing_unit", "co_issuers", "subject_class", "audiences", "keywords", "change_note"),
    *("body", "html", "attachments", "interpretations", "service_links"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A row of the `edition` table. Every word of it passed the gate, and private data are masked.

    `version` is that of the policy when the edition was last written (its validity may change); `digest` is that of
    the dossier which three people signed, and empty where something is masked: four masked digits are ten thousand
    guesses, and the digest would say which of them is right.
    """

    policy_id: UUID
    number: int
    version: int
    title: str
    document_no: str
    index_no: str
    issuing_unit: str
    co_issuers: tuple[str, ...]
    drafting_unit: str
    kind: Kind
    normative: bool | None
    subject_class: str
    formed_on: date
    effective_on: date | None
    expires_on: date | None
    validity: Validity
    disclosure: Disclosure
    audiences: tuple[str, ...]
    keywords: tuple[str, ...]
    published_at: datetime
    first_published_at: datetime
    change_note: str
    digest: str
    body: str
    body_format: BodyFormat
    html: str
    clauses: tuple[BodyClause, ...]
    attachments: tuple[Attachment, ...]
    interpretations: tuple[Interpretation, ...]
    service_links: tuple[ServiceLink, ...] = ()

    @property
    def path(self) -> str:
        """Its page for citizens."""
        return f"/policies/{self.policy_id}"

    @property
    def forms(self) -> tuple[Form, ...]:
        """In which forms it is explained, one for each interpretation."""
        return tuple(one.form for one in self.interpretations)

    @property
    def files(self) -> Mapping[UUID, Attachment]:
        """Every file that the public may fetch."""
        of_interpretations = (file for one in self.interpretations for file in one.files)
        return {file.file_id: file for file in (*self.attachments, *of_interpretations)}

    def on(self, day: date, policy: Policy) -> Self:
        """The edition with the validity it has on a Shanghai day, by its dates and the office's decisions."""
        return replace(self, validity=validity_on(day, self.effective_on, self.expires_on, policy.validity_acts))

    def amended(self) -> Self:
        """The edition as it stays readable once another has taken its place; nothing changes its validity again."""
        return replace(self, validity=Validity.amended)

    def public_json(self) -> bytes:
        """What `GET /api/v1/policies/{id}` answers, ready to be sent: links lead both ways (E3)."""
        shown: dict[str, Any] = asdict(self)
        shown["id"] = shown.pop("policy_id")
        shown["edition"] = shown.pop("number")
        shown["state"] = "published"
        shown["path"] = self.path
        shown["board_path"] = f"/boards/{self.policy_id}"
        shown["attachments"] = [self._with_path(file) for file in self.attachments]
        shown["interpretations"] = [self.linked(one) for one in self.interpretations]
        return to_json(shown)

    def linked(self, interpretation: Interpretation) -> dict[str, Any]:
        """An interpretation with its own place and the way back to the policy."""
        return asdict(interpretation) | {
            "files": [self._with_path(file) for file in interpretation.files],
            "path": f"{self.path}#interpretation-{interpretation.id}",
            "policy_path": self.path,
        }

    def _with_path(self, file: Attachment) -> dict[str, Any]:
        return asdict(file) | {"path": self.file_path(file.file_id)}

    def file_path(self, file_id: UUID) -> str:
        """Where the public fetches one of its files."""
        return f"/api/v1/policies/{self.policy_id}/attachments/{file_id}"

    def over(self, policy: Policy) -> "PublicPolicy":
        """The policy at the desk, in the words that are public."""
        row = {one.name: getattr(policy, one.name) for one in fields(Policy)}
        words = {name: getattr(self, name) for name in PUBLIC_FIELDS}
        return PublicPolicy(**row | words)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPolicy(Policy):
    """A policy as the desk shows it once it is public: its private data masked, its digest the signed one."""

    @property
    def digest(self) -> str:
        """That of the dossier as it was written."""
        return self.signed_digest or ""

    @property
    def is_masked(self) -> bool:
        return True


class LastEdition(NamedTuple):
    """What was published last, and the dossier behind it, unmasked: not for the public."""

    edition: Edition
    original: Policy

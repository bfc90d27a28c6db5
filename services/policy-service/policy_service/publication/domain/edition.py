"""An edition: what the public reads of a policy, fixed when it went public."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any, Final, Self
from uuid import UUID

from pydantic_core import to_json

from gongkai.worktime.days import office_day
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.body import Clause, clauses_of
from policy_service.policy.domain.draft import BodyFormat, Disclosure
from policy_service.policy.domain.interpretation import Form, Interpretation
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.service_link import ServiceLink
from policy_service.policy.domain.validity import Validity, validity_on
from policy_service.publication.domain.gate import Gate, PublicationRefused
from policy_service.publication.domain.masking import Masking

PUBLIC_WORDS: Final = (
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
    clauses: tuple[Clause, ...]
    attachments: tuple[Attachment, ...]
    interpretations: tuple[Interpretation, ...]
    service_links: tuple[ServiceLink, ...] = ()

    @classmethod
    def of(cls, policy: Policy, gate: Gate, first_published_at: datetime | None = None) -> Self:
        """The rendition of a policy that has just been published; without a passed gate there is none."""
        refuse_unless_open(gate)
        assert policy.published_at is not None, "three people have brought it out"
        masking = Masking(gate.renditions)
        words = masking.words(policy)
        return cls(
            policy_id=policy.id,
            number=policy.edition,
            version=policy.version,
            **words,
            drafting_unit=policy.drafting_unit,
            kind=policy.kind,
            normative=policy.normative,
            formed_on=policy.formed_on,
            effective_on=policy.effective_on,
            expires_on=policy.expires_on,
            validity=validity_on(
                office_day(policy.published_at), policy.effective_on, policy.expires_on, policy.validity_acts
            ),
            disclosure=policy.disclosure,
            published_at=policy.published_at,
            first_published_at=first_published_at or policy.published_at,
            digest="" if any(one.findings for one in gate.renditions.values()) else policy.digest,
            body_format=policy.body_format,
            clauses=clauses_of(words["html"]),
            attachments=masking.attachments("/attachments", policy.attachments),
            interpretations=masking.interpretations(policy),
        )

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
        """The edition with the validity it has on a day, written anew with the policy."""
        validity = validity_on(day, self.effective_on, self.expires_on, policy.validity_acts)
        return replace(self, validity=validity, version=policy.version)

    def amended(self, policy: Policy) -> Self:
        """The edition as it stays readable once another has taken its place; nothing changes its validity again."""
        return replace(self, validity=Validity.amended, version=policy.version)

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
        words = {name: getattr(self, name) for name in PUBLIC_WORDS}
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


def refuse_unless_open(gate: Gate) -> None:
    """The refusal lists every missing point at once."""
    if gate.points:
        raise PublicationRefused(f"还有{len(gate.points)}处问题，不能发布。", points=gate.points)

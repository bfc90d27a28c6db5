"""An edition: what the public reads of a policy, fixed when it went public."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic_core import to_json

from gongkai.worktime.days import office_day
from policy_service.domain.attachment import Attachment
from policy_service.domain.body import Clause, clauses_of
from policy_service.domain.draft import BodyFormat, Disclosure
from policy_service.domain.gate import Gate, PublicationRefused
from policy_service.domain.interpretation import Interpretation
from policy_service.domain.kinds import Kind
from policy_service.domain.masking import Masking
from policy_service.domain.policy import Policy
from policy_service.domain.validity import Validity, validity_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A row of the `edition` table. Every word of it passed the gate, and private data are masked.

    `version` is that of the policy when the edition was last written (its validity may change); `digest` is that of
    the dossier which three people signed.
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

    @classmethod
    def of(cls, policy: Policy, gate: Gate, first_published_at: datetime | None = None) -> Self:
        """The rendition of a policy that has just been published; without a passed gate there is none."""
        if gate.points:
            raise PublicationRefused(f"还有{len(gate.points)}处问题，不能发布。", points=gate.points)
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
            validity=_validity(policy, office_day(policy.published_at)),
            disclosure=policy.disclosure,
            published_at=policy.published_at,
            first_published_at=first_published_at or policy.published_at,
            digest=policy.digest,
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
    def files(self) -> Mapping[UUID, Attachment]:
        """Every file that the public may fetch."""
        of_interpretations = (file for one in self.interpretations for file in one.files)
        return {file.file_id: file for file in (*self.attachments, *of_interpretations)}

    def on(self, day: date, policy: Policy) -> Self:
        """The edition with the validity it has on a day, written anew with the policy."""
        return replace(self, validity=_validity(policy, day), version=policy.version)

    def public_json(self) -> bytes:
        """What `GET /api/v1/policies/{id}` answers, ready to be sent: links lead both ways (E3)."""
        shown: dict[str, Any] = asdict(self)
        shown["id"] = shown.pop("policy_id")
        shown["edition"] = shown.pop("number")
        shown["state"] = "published"
        shown["path"] = self.path
        shown["board_path"] = f"/boards/{self.policy_id}"
        for one in shown["attachments"]:
            one["path"] = self.file_path(one["file_id"])
        for one in shown["interpretations"]:
            one["path"] = f"{self.path}#interpretation-{one['id']}"
            one["policy_path"] = self.path
            for file in one["files"]:
                file["path"] = self.file_path(file["file_id"])
        return to_json(shown)

    def file_path(self, file_id: UUID) -> str:
        """Where the public fetches one of its files."""
        return f"/api/v1/policies/{self.policy_id}/attachments/{file_id}"


def _validity(policy: Policy, day: date) -> Validity:
    return validity_on(day, policy.effective_on, policy.expires_on, policy.validity_acts)

"""A policy (政策文件): the whole dossier that three people sign: words, particulars, files and interpretations (E2)."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Self
from uuid import UUID

from gongkai.actor import Actor
from gongkai.refusals import ChangedMeanwhile
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.body import to_html
from policy_service.policy.domain.draft import BodyFormat, Draft
from policy_service.policy.domain.interpretation import Interpretation
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.domain.validity import ValidityAct


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Draft):
    """A row of the `policy` table.

    `edition` counts the editions that were published; the dossier may already be on its way to the next one.
    `drafted_by` names everybody who wrote on it; `html` is the body unmasked; `signed_digest` is the digest of the
    dossier the reviewer signed. `published_by` released it, at once or for `publish_at`. People stand here by their
    ids; `names` says how they are called.
    """

    kind: Kind
    id: UUID
    drafting_unit: str
    state: PolicyState = PolicyState.draft
    edition: int = 0
    html: str
    attachments: tuple[Attachment, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    drafted_by: tuple[str, ...]
    drafted_at: datetime
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    signed_digest: str | None = None
    published_by: str | None = None
    published_at: datetime | None = None
    publish_at: datetime | None = None
    validity_acts: tuple[ValidityAct, ...] = ()
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawal_reason: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    version: int = 1

    @classmethod
    def of(cls, draft: Draft, *, id: UUID, by: Actor, at: datetime) -> Self:
        """A new policy of this person's unit, in its first words."""
        return cls(
            **stored_words(draft.checked()),
            id=id,
            drafting_unit=by.unit,
            drafted_by=(by.id,),
            drafted_at=at,
            names={by.id: by.name},
        )

    @property
    def files(self) -> tuple[Attachment, ...]:
        """Its attachments, and what its interpretations show."""
        return (*self.attachments, *(file for one in self.interpretations for file in one.files))

    @property
    def digest(self) -> str:
        """What a signature is bound to: words, particulars, files and interpretations, as they are now."""
        signed = self.words | {
            "service_links": [asdict(one) for one in self.service_links],
            "attachments": [asdict(one) for one in self.attachments],
            "interpretations": [asdict(one) for one in self.interpretations],
        }
        canonical = json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
        return sha256(canonical.encode()).hexdigest()

    @property
    def is_open(self) -> bool:
        """Whether its words are being worked on; a public policy is opened again by its first edit."""
        return self.state in (PolicyState.draft, PolicyState.reviewed, PolicyState.scheduled)

    @property
    def is_public(self) -> bool:
        """Whether an edition of it can be read, also while the next one is being prepared."""
        return self.edition > 0 and self.state is not PolicyState.withdrawn

    @property
    def is_masked(self) -> bool:
        """Whether these are the words as the public reads them, not as they were written."""
        return False

    @property
    def drafters(self) -> tuple[str, ...]:
        """Everybody who wrote on it, as they are called."""
        return tuple(self.names.get(person, person) for person in self.drafted_by)

    def names_with(self, person: Actor) -> dict[str, str]:
        """How everybody on it is called, this person too."""
        return {**self.names, person.id: person.name}

    def as_read(self, version: int | None) -> Self:
        """This policy, if it is still in the version that the person has read (`None`: it does not matter)."""
        if version is not None and version != self.version:
            raise ChangedMeanwhile("文件在您打开之后被别人修改过，请查看最新内容后再操作。")
        return self


def stored_words(draft: Draft) -> dict[str, Any]:
    """The words as the database keeps them. Of HTML only what is harmless: nobody would see the rest and sign it."""
    html = to_html(draft.body, draft.body_format)
    return draft.words | {"html": html} | ({"body": html} if draft.body_format is BodyFormat.html else {})

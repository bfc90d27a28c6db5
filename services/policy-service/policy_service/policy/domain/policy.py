"""A policy on its way to the public: one person drafts, another reviews, a third publishes (E2).

The policy is the whole dossier that they sign: its words and particulars, its attachments and its interpretations.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Self
from uuid import UUID

from gongkai.actor import Actor
from gongkai.refusals import ChangedMeanwhile, Point
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.body import to_html
from policy_service.policy.domain.draft import BodyFormat, Draft, DraftUnfit
from policy_service.policy.domain.interpretation import Interpretation
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.state import (
    AlreadyPublic,
    AlreadyScheduled,
    AlreadyWithdrawn,
    NotAmended,
    NotPublic,
    NotReviewed,
    NotScheduled,
    PolicyState,
    PublishTimeUnfit,
    SelfApproval,
)
from policy_service.policy.domain.validity import ValidityAct

FURTHEST_AHEAD: Final = timedelta(days=366)
UNSIGNED: Final[Mapping[str, Any]] = {
    "reviewed_by": None,
    "reviewed_at": None,
    "signed_digest": None,
    "published_by": None,
    "publish_at": None,
}
OF_AN_EDITION: Final = (
    *("html", "attachments", "interpretations", "drafted_by", "drafted_at"),
    *("reviewed_by", "reviewed_at", "signed_digest", "published_by"),
)


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
            **_written(draft.checked()),
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

    def as_read(self, version: int | None) -> Self:
        """This policy, if it is still in the version that the person has read (`None`: it does not matter)."""
        if version is not None and version != self.version:
            raise ChangedMeanwhile("文件在您打开之后被别人修改过，请查看最新内容后再操作。")
        return self

    def revise(self, draft: Draft, *, by: Actor, at: datetime) -> Self:
        """Other words; of a policy that is public already, the beginning of its next edition."""
        checked = draft.checked()
        if self.edition and not checked.change_note.strip():
            words = "请填写修改说明：这一版与上一版有什么不同"
            raise DraftUnfit("稿件有1处需要修改。", points=[Point("/change_note", "missing", words)])
        return self.edited(by=by, at=at, **_written(checked))

    def reworded(self, html: str, *, by: Actor, at: datetime) -> Self:
        """Another body; particulars stay, and what is new in it has still to be said."""
        draft = replace(Draft(**self.words), body=html, body_format=BodyFormat.html)
        written = _written(draft.checked())
        return self.edited(by=by, at=at, **{name: written[name] for name in ("body", "body_format", "html")})

    def edited(self, *, by: Actor, at: datetime, **changed: Any) -> Self:
        """Any edit voids the signatures and a planned publication, and whoever made it counts as a drafter."""
        if self.state is PolicyState.withdrawn:
            raise AlreadyWithdrawn("文件已经撤下，不能再修改。")
        opened = {"change_note": ""} if self.state is PolicyState.published else {}
        return replace(
            self,
            **{**UNSIGNED, **opened, **changed},
            state=PolicyState.draft,
            drafted_by=self.drafted_by if by.id in self.drafted_by else (*self.drafted_by, by.id),
            drafted_at=at,
            names={**self.names, by.id: by.name},
        )

    def review(self, *, by: Actor, at: datetime) -> Self:
        """A second person signs the dossier as it stands."""
        self._must_be_open()
        if self.state is PolicyState.scheduled:
            raise AlreadyScheduled("文件已经审核并定时发布，不需要再审核。")
        if by.id in self.drafted_by:
            raise SelfApproval("起草人不能审核自己起草的文件。")
        return replace(
            self,
            state=PolicyState.reviewed,
            reviewed_by=by.id,
            reviewed_at=at,
            signed_digest=self.digest,
            names={**self.names, by.id: by.name},
        )

    def publish(self, *, by: Actor, at: datetime) -> Self:
        """A third person makes it public, provided the dossier is still the one that was signed."""
        self._must_be_releasable(by)
        return replace(self, published_by=by.id, names={**self.names, by.id: by.name})._out(at)

    def schedule(self, publish_at: datetime, *, by: Actor, at: datetime) -> Self:
        """A third person releases it for a time to come; a plan that was there is replaced."""
        self._must_be_releasable(by)
        if not at < publish_at <= at + FURTHEST_AHEAD:
            words = "定时发布的时间须在现在之后、一年之内"
            raise PublishTimeUnfit(f"{words}。", points=[Point("/publish_at", PublishTimeUnfit.code, words)])
        return replace(
            self,
            state=PolicyState.scheduled,
            publish_at=publish_at,
            published_by=by.id,
            names={**self.names, by.id: by.name},
        )

    def publish_as_scheduled(self, at: datetime) -> Self:
        """The planned time has come (or, after an outage, has passed): public by the release that was given."""
        if self.state is not PolicyState.scheduled or self.signed_digest != self.digest:
            raise NotScheduled("文件没有定时发布。")
        return self._out(at)

    def unscheduled(self) -> Self:
        """The plan is called off, by the office or by the gate; the review still stands."""
        if self.state is not PolicyState.scheduled:
            raise NotScheduled("文件没有定时发布。")
        return replace(self, state=PolicyState.reviewed, publish_at=None, published_by=None)

    def as_published(self, original: "Policy") -> Self:
        """The next edition is given up: the dossier is again the one that was published last (`original`)."""
        if not (self.is_open and self.edition):
            raise NotAmended("没有正在进行的修改。")
        return replace(
            self,
            **original.words,
            **{name: getattr(original, name) for name in OF_AN_EDITION},
            state=PolicyState.published,
            publish_at=None,
        )

    def withdraw(self, reason: str, *, by: Actor, at: datetime) -> Self:
        """It is taken back with all its editions, and the reason is on record."""
        if not self.is_public:
            raise NotPublic("只有已经发布的文件才能撤下。")
        return replace(
            self,
            state=PolicyState.withdrawn,
            publish_at=None,
            withdrawn_by=by.id,
            withdrawn_at=at,
            withdrawal_reason=reason,
            names={**self.names, by.id: by.name},
        )

    def judged(self, act: ValidityAct, *, by: Actor) -> Self:
        """The office repeals it, in whole or in part; it stays readable. What is being prepared stays signed."""
        if not self.is_public:
            raise NotPublic("只有已经发布的文件才有有效性。")
        acts = (*self.validity_acts, act)
        return replace(self, validity_acts=acts, names={**self.names, by.id: by.name})

    def _out(self, at: datetime) -> Self:
        return replace(self, state=PolicyState.published, edition=self.edition + 1, published_at=at, publish_at=None)

    def _must_be_open(self) -> None:
        if self.state is PolicyState.published:
            raise AlreadyPublic("文件已经发布。")
        if self.state is PolicyState.withdrawn:
            raise AlreadyWithdrawn("文件已经撤下。")

    def _must_be_releasable(self, by: Actor) -> None:
        self._must_be_open()
        if self.state is PolicyState.draft or self.signed_digest != self.digest:
            raise NotReviewed("文件还没有经过审核，或审核后又有改动。")
        if by.id in self.drafted_by or by.id == self.reviewed_by:
            raise SelfApproval("起草、审核、发布须由三个人分别完成。")


def _written(draft: Draft) -> dict[str, Any]:
    """The words as they are kept. Of HTML only what is harmless is kept at all: nobody would see the rest and sign."""
    html = to_html(draft.body, draft.body_format)
    return draft.words | {"html": html} | ({"body": html} if draft.body_format is BodyFormat.html else {})

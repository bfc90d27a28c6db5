"""A policy on its way to the public: one person drafts, another reviews, a third publishes (E2)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final, Self
from uuid import UUID

from gongkai.actor import Actor
from gongkai.refusals import ChangedMeanwhile, Ground, Refusal
from policy_service.domain.body import to_html
from policy_service.domain.draft import Disclosure, Draft
from policy_service.domain.kinds import Kind


class PolicyState(StrEnum):
    draft = "draft"
    reviewed = "reviewed"
    published = "published"
    withdrawn = "withdrawn"


STATE_WORDS: Final = {
    PolicyState.draft: "草稿",
    PolicyState.reviewed: "已审核，待发布",
    PolicyState.published: "已发布",
    PolicyState.withdrawn: "已撤下",
}


class PolicyUnknown(Refusal):
    """There is no such policy, or it is not this reader's to see."""

    code = "policy-unknown"
    ground = Ground.unknown


class DocumentNoTaken(Refusal):
    """Another policy carries this document number."""

    code = "document-no-taken"
    ground = Ground.conflict


class AlreadyPublic(Refusal):
    """What was published is not rewritten."""

    code = "already-public"
    ground = Ground.untimely


class NotReviewed(Refusal):
    """Nobody has reviewed the policy in its present words."""

    code = "not-reviewed"
    ground = Ground.untimely


class NotPublic(Refusal):
    """Only what is public can be withdrawn."""

    code = "not-public"
    ground = Ground.untimely


class SelfApproval(Refusal):
    """Who wrote a text does not review it, and who wrote or reviewed it does not publish it."""

    code = "policy-self-approval"
    ground = Ground.forbidden


class NotForPublication(Refusal):
    """The drafter marked the policy as not to be disclosed actively."""

    code = "not-for-publication"
    ground = Ground.unlawful


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Draft):
    """A row of the `policy` table.

    `drafted_by` names everybody who wrote on it; `html` is the body as the public sees it; `signed_digest` is the
    digest of the words the reviewer signed. People stand here by their ids; `names` says how they are called.
    """

    kind: Kind
    id: UUID
    drafting_unit: str
    state: PolicyState = PolicyState.draft
    html: str
    drafted_by: tuple[str, ...]
    drafted_at: datetime
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    signed_digest: str | None = None
    published_by: str | None = None
    published_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawal_reason: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    version: int = 1

    @classmethod
    def of(cls, draft: Draft, *, id: UUID, by: Actor, at: datetime) -> Self:
        """A new policy of this person's unit, in its first words."""
        words = asdict(draft.checked())
        return cls(
            **words,
            id=id,
            drafting_unit=by.unit,
            html=to_html(draft.body),
            drafted_by=(by.id,),
            drafted_at=at,
            names={by.id: by.name},
        )

    @property
    def digest(self) -> str:
        """What a signature is bound to: title, number and body, as they are now."""
        return sha256("\x00".join((self.title, self.document_no, self.body)).encode()).hexdigest()

    @property
    def is_open(self) -> bool:
        """Whether its words may still change."""
        return self.state in (PolicyState.draft, PolicyState.reviewed)

    @property
    def is_public(self) -> bool:
        return self.state is PolicyState.published

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
        """Other words: a review of the old ones is void, and whoever touched them counts as a drafter."""
        if not self.is_open:
            raise AlreadyPublic("文件已经发布，不能再修改。")
        words = asdict(draft.checked())
        return replace(
            self,
            **words,
            html=to_html(draft.body),
            state=PolicyState.draft,
            drafted_by=self.drafted_by if by.id in self.drafted_by else (*self.drafted_by, by.id),
            drafted_at=at,
            reviewed_by=None,
            reviewed_at=None,
            signed_digest=None,
            names={**self.names, by.id: by.name},
        )

    def review(self, *, by: Actor, at: datetime) -> Self:
        """A second person signs the words as they stand."""
        if not self.is_open:
            raise AlreadyPublic("文件已经发布，不需要再审核。")
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
        """A third person makes it public, provided the words are still those that were signed."""
        if not self.is_open:
            raise AlreadyPublic("文件已经发布过。")
        if self.state is not PolicyState.reviewed or self.signed_digest != self.digest:
            raise NotReviewed("文件还没有经过审核，或审核后又有改动。")
        if by.id in self.drafted_by or by.id == self.reviewed_by:
            raise SelfApproval("起草、审核、发布须由三个人分别完成。")
        if self.disclosure is not Disclosure.active:
            raise NotForPublication("公开属性不是“主动公开”，不能发布。")
        names = {**self.names, by.id: by.name}
        return replace(self, state=PolicyState.published, published_by=by.id, published_at=at, names=names)

    def withdraw(self, reason: str, *, by: Actor, at: datetime) -> Self:
        """It is taken back, with the reason on record."""
        if not self.is_public:
            raise NotPublic("只有已经发布的文件才能撤下。")
        return replace(
            self,
            state=PolicyState.withdrawn,
            withdrawn_by=by.id,
            withdrawn_at=at,
            withdrawal_reason=reason,
            names={**self.names, by.id: by.name},
        )

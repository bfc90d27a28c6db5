"""How far a policy has come, and what is refused because it has not come far enough, or too far."""

from enum import StrEnum
from typing import Final

from gongkai.refusals import Ground, Refusal


class PolicyState(StrEnum):
    """Where the dossier stands. A public policy that is being amended is a `draft` again; its edition stays public."""

    draft = "draft"
    reviewed = "reviewed"
    scheduled = "scheduled"
    published = "published"
    withdrawn = "withdrawn"


STATE_WORDS: Final = {
    PolicyState.draft: "草稿",
    PolicyState.reviewed: "已审核，待发布",
    PolicyState.scheduled: "已定时发布",
    PolicyState.published: "已发布",
    PolicyState.withdrawn: "已撤下",
}

MASKED: Final = (PolicyState.published, PolicyState.withdrawn)
"""What was published is shown at the desk as it was published; the words behind the masks are read on the record."""


class PolicyUnknown(Refusal):
    """There is no such policy, or it is not this reader's to see."""

    code = "policy-unknown"
    ground = Ground.unknown


class DocumentNoTaken(Refusal):
    """Another policy carries this document number."""

    code = "document-no-taken"
    ground = Ground.conflict


class AlreadyPublic(Refusal):
    """The dossier as it stands is public already."""

    code = "already-public"
    ground = Ground.untimely


class AlreadyScheduled(Refusal):
    """The dossier is signed and waits for its time."""

    code = "already-scheduled"
    ground = Ground.untimely


class AlreadyWithdrawn(Refusal):
    """A policy that was taken back stays so; its words can only be published as another policy."""

    code = "already-withdrawn"
    ground = Ground.untimely


class NotReviewed(Refusal):
    """Nobody has reviewed the dossier as it stands."""

    code = "not-reviewed"
    ground = Ground.untimely


class NotScheduled(Refusal):
    """There is no planned publication to call off."""

    code = "not-scheduled"
    ground = Ground.untimely


class NotAmended(Refusal):
    """There is no edition in preparation to give up."""

    code = "not-amended"
    ground = Ground.untimely


class NotPublic(Refusal):
    """Only what is public can be withdrawn, repealed or unmasked."""

    code = "not-public"
    ground = Ground.untimely


class PolicySelfApproval(Refusal):
    """The drafter cannot review a policy, and neither the drafter nor the reviewer can publish it."""

    code = "policy-self-approval"
    ground = Ground.forbidden


class PublishTimeUnfit(Refusal):
    """A publication is planned for a time to come, and not for one too far away to be meant."""

    code = "publish-time-unfit"
    ground = Ground.unfit


class WithdrawalForbidden(Refusal):
    """The office withdraws; in an emergency also the drafting unit's head and the secrecy officer."""

    code = "withdrawal-forbidden"
    ground = Ground.forbidden

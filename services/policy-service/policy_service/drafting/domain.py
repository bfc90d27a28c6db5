"""Drafting and review: a policy is written, revised, reviewed by a second person, or its amendment given up."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from gongkai.actor import Actor
from gongkai.refusals import Point
from policy_service.policy.domain.change import PolicyChange
from policy_service.policy.domain.dossier import edit
from policy_service.policy.domain.draft import Draft, DraftUnfit
from policy_service.policy.domain.edition import LastEdition
from policy_service.policy.domain.lifecycle import PolicyAct, require
from policy_service.policy.domain.planned_act import TimedAct
from policy_service.policy.domain.policy import Policy, stored_words
from policy_service.policy.domain.state import PolicyState

MASKED: Final = (
    *("title", "index_no", "issuing_unit", "co_issuers", "subject_class", "audiences", "keywords", "service_links"),
    "body",
)
"""The fields that the desk shows masked once a policy is public."""
RESTORED: Final = (
    *("html", "attachments", "interpretations", "drafted_by", "drafted_at"),
    *("reviewed_by", "reviewed_at", "signed_digest", "published_by"),
)
"""What comes back with the words when an amendment is given up."""


def draft(words: Draft, *, id: UUID, by: Actor, at: datetime) -> PolicyChange:
    """A new policy of this person's unit; raises DraftUnfit."""
    policy = Policy.of(words, id=id, by=by, at=at)
    return PolicyChange(
        policy=policy, act=PolicyAct.draft, note={"document_no": policy.document_no, "digest": policy.digest}
    )


def revise(policy: Policy, words: Draft, *, by: Actor, at: datetime) -> PolicyChange:
    """Change the words; of a public policy this begins the next edition, which must say what is new in it.

    Raises DraftUnfit and AlreadyWithdrawn.
    """
    checked = words.checked()
    if policy.edition and not checked.change_note.strip():
        missing = "请填写修改说明：这一版与上一版有什么不同"
        raise DraftUnfit("稿件有1处需要修改。", points=[Point("/change_note", "missing", missing)])
    return edit(policy, by=by, at=at, **stored_words(checked))


def restore_masked(words: Draft, last: LastEdition) -> Draft:
    """The words with the originals of every field that came back as the desk shows it, masked.

    The form may have been opened before somebody else began to amend the policy.
    """
    untouched = [name for name in MASKED if getattr(words, name) == getattr(last.edition, name)]
    return replace(words, **{name: getattr(last.original, name) for name in untouched})


def review(policy: Policy, *, by: Actor, at: datetime) -> PolicyChange:
    """A second person signs the dossier as it stands; raises PolicySelfApproval and what the state forbids."""
    require(PolicyAct.review, policy, by)
    reviewed = replace(
        policy,
        state=PolicyState.reviewed,
        reviewed_by=by.id,
        reviewed_at=at,
        signed_digest=policy.digest,
        names=policy.names_with(by),
    )
    return PolicyChange(policy=reviewed, act=PolicyAct.review, note={"digest": reviewed.digest})


def drop_amendment(policy: Policy, last: LastEdition | None, *, by: Actor) -> PolicyChange:
    """Give the next edition up: the dossier is again the one that was published last; raises NotAmended."""
    require(PolicyAct.drop_amendment, policy, by)
    assert last is not None, "what is amended has an edition"
    original = last.original
    restored = replace(
        policy,
        **original.words,
        **{name: getattr(original, name) for name in RESTORED},
        state=PolicyState.published,
        publish_at=None,
    )
    return PolicyChange(
        policy=restored,
        act=PolicyAct.drop_amendment,
        note={"digest": restored.digest, "edition": restored.edition},
        called_off=(TimedAct.publish,),
    )

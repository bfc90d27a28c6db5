"""Edits of a dossier (卷宗): each voids signatures and a planned publication; files and interpretations come and go."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from gongkai.actor import Actor
from gongkai.refusals import Ground, Refusal
from policy_service.policy.domain.attachment import Attachment, AttachmentUnknown, check_bounds
from policy_service.policy.domain.change import PolicyChange
from policy_service.policy.domain.interpretation import Interpretation
from policy_service.policy.domain.lifecycle import PolicyAct, require
from policy_service.policy.domain.planned_act import TimedAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyState

MOST_INTERPRETATIONS: Final = 20
UNSIGNED: Final[Mapping[str, Any]] = {
    "reviewed_by": None,
    "reviewed_at": None,
    "signed_digest": None,
    "published_by": None,
    "publish_at": None,
}
"""What every edit makes of the signatures and of a plan to publish."""


class InterpretationUnknown(Refusal):
    """The policy has no such interpretation, or it is not this reader's to see."""

    code = "interpretation-unknown"
    ground = Ground.unknown


class TooManyInterpretations(Refusal):
    """A policy carries so many interpretations at most."""

    code = "too-many-interpretations"
    ground = Ground.unfit


def interpretation_of(policy: Policy, interpretation_id: UUID) -> Interpretation:
    """One interpretation of a policy by its id; raises InterpretationUnknown."""
    for one in policy.interpretations:
        if one.id == interpretation_id:
            return one
    raise InterpretationUnknown("没有找到这篇解读。")


def edit(policy: Policy, *, by: Actor, at: datetime, **changed: Any) -> PolicyChange:
    """Change fields of a policy: signatures and a planned publication are void, the editor counts as a drafter.

    Raises AlreadyWithdrawn.
    """
    require(PolicyAct.revise, policy, by)
    begins_an_edition = {"change_note": ""} if policy.state is PolicyState.published else {}
    was_scheduled = policy.state is PolicyState.scheduled
    edited = replace(
        policy,
        **{**UNSIGNED, **begins_an_edition, **changed},
        state=PolicyState.draft,
        drafted_by=policy.drafted_by if by.id in policy.drafted_by else (*policy.drafted_by, by.id),
        drafted_at=at,
        names=policy.names_with(by),
    )
    note = {
        "digest": edited.digest,
        "voids_review": policy.signed_digest is not None,
        "voids_schedule": was_scheduled,
        "amends_edition": policy.edition,
    }
    called_off = (TimedAct.publish,) if was_scheduled else ()
    return PolicyChange(policy=edited, act=PolicyAct.revise, note=note, called_off=called_off)


def attach(
    policy: Policy, file: Attachment, *, by: Actor, at: datetime, in_place_of: UUID | None = None
) -> PolicyChange:
    """Add an attachment; it takes the place of the one that is named, or of one with the same file name."""
    there = policy.attachments
    if in_place_of is None:
        return _bounded(edit(policy, by=by, at=at, attachments=_placed(there, file)))
    before = attachment_of(policy, in_place_of)
    placed = tuple(file if one is before else one for one in there if one is before or one.name != file.name)
    return _bounded(edit(policy, by=by, at=at, attachments=placed))


def attachment_of(policy: Policy, file_id: UUID) -> Attachment:
    """One attachment of a policy by its id; raises AttachmentUnknown."""
    for one in policy.attachments:
        if one.file_id == file_id:
            return one
    raise AttachmentUnknown("没有找到这个附件。")


def file_of(interpretation: Interpretation, file_id: UUID) -> Attachment:
    """One file of an interpretation by its id; raises AttachmentUnknown."""
    for one in interpretation.files:
        if one.file_id == file_id:
            return one
    raise AttachmentUnknown("没有找到这个文件。")


def detach(policy: Policy, file_id: UUID, *, by: Actor, at: datetime) -> PolicyChange:
    """Take an attachment out; raises AttachmentUnknown."""
    return edit(policy, by=by, at=at, attachments=_without(policy.attachments, file_id))


def interpret(policy: Policy, interpretation: Interpretation, *, by: Actor, at: datetime) -> PolicyChange:
    """Add an interpretation, or replace the one that has its id."""
    at_work = policy.interpretations
    if any(one.id == interpretation.id for one in at_work):
        after = tuple(interpretation if one.id == interpretation.id else one for one in at_work)
    else:
        after = (*at_work, interpretation)
    if len(after) > MOST_INTERPRETATIONS:
        raise TooManyInterpretations(f"一份文件最多{MOST_INTERPRETATIONS}篇解读。")
    return _bounded(edit(policy, by=by, at=at, interpretations=after))


def leave_out(policy: Policy, interpretation_id: UUID, *, by: Actor, at: datetime) -> PolicyChange:
    """Take an interpretation out, with its files; raises InterpretationUnknown."""
    gone = interpretation_of(policy, interpretation_id)
    return edit(policy, by=by, at=at, interpretations=tuple(one for one in policy.interpretations if one is not gone))


def with_file(policy: Policy, interpretation_id: UUID, file: Attachment) -> Interpretation:
    """The interpretation with a picture, film or recording; one of the same name is replaced."""
    there = interpretation_of(policy, interpretation_id)
    return replace(there, files=_placed(there.files, file))


def without_file(policy: Policy, interpretation_id: UUID, file_id: UUID) -> Interpretation:
    """The interpretation without one of its files; raises AttachmentUnknown."""
    there = interpretation_of(policy, interpretation_id)
    return replace(there, files=_without(there.files, file_id))


def _placed(files: tuple[Attachment, ...], file: Attachment) -> tuple[Attachment, ...]:
    if any(one.name == file.name for one in files):
        return tuple(file if one.name == file.name else one for one in files)
    return (*files, file)


def _without(files: tuple[Attachment, ...], file_id: UUID) -> tuple[Attachment, ...]:
    left = tuple(one for one in files if one.file_id != file_id)
    if len(left) == len(files):
        raise AttachmentUnknown("没有找到这个附件。")
    return left


def _bounded(change: PolicyChange) -> PolicyChange:
    """The change, if the policy then has no more files than it may, those of its interpretations too."""
    check_bounds(change.policy.files)
    return change

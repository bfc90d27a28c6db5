"""What belongs to a policy besides its words: files and interpretations are put in, replaced and taken out."""

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from gongkai.actor import Actor
from gongkai.refusals import Ground, Refusal
from policy_service.policy.domain.attachment import Attachment, AttachmentUnknown, within_bounds
from policy_service.policy.domain.interpretation import Interpretation
from policy_service.policy.domain.policy import Policy

MOST_INTERPRETATIONS: Final = 20


class InterpretationUnknown(Refusal):
    """The policy has no such interpretation, or it is not this reader's to see."""

    code = "interpretation-unknown"
    ground = Ground.unknown


class TooManyInterpretations(Refusal):
    """A policy carries so many interpretations at most."""

    code = "too-many-interpretations"
    ground = Ground.unfit


def interpretation_of(policy: Policy, interpretation_id: UUID) -> Interpretation:
    """One of its interpretations."""
    for one in policy.interpretations:
        if one.id == interpretation_id:
            return one
    raise InterpretationUnknown("没有找到这篇解读。")


def attach(policy: Policy, file: Attachment, *, by: Actor, at: datetime, in_place_of: UUID | None = None) -> Policy:
    """One more attachment; one that has the same name, or is named, leaves its place to it."""
    there = policy.attachments
    if in_place_of is not None:
        before = attachment_of(policy, in_place_of)
        there = tuple(file if one is before else one for one in there if one is before or one.name != file.name)
        return _bounded(policy.edited(by=by, at=at, attachments=there))
    return _bounded(policy.edited(by=by, at=at, attachments=_placed(there, file)))


def attachment_of(policy: Policy, file_id: UUID) -> Attachment:
    """One of its attachments."""
    for one in policy.attachments:
        if one.file_id == file_id:
            return one
    raise AttachmentUnknown("没有找到这个附件。")


def file_of(interpretation: Interpretation, file_id: UUID) -> Attachment:
    """One of the files of an interpretation."""
    for one in interpretation.files:
        if one.file_id == file_id:
            return one
    raise AttachmentUnknown("没有找到这个文件。")


def detach(policy: Policy, file_id: UUID, *, by: Actor, at: datetime) -> Policy:
    """Without an attachment."""
    return policy.edited(by=by, at=at, attachments=_without(policy.attachments, file_id))


def interpret(policy: Policy, interpretation: Interpretation, *, by: Actor, at: datetime) -> Policy:
    """One more interpretation, or the new state of one that is there."""
    at_work = policy.interpretations
    if any(one.id == interpretation.id for one in at_work):
        after = tuple(interpretation if one.id == interpretation.id else one for one in at_work)
    else:
        after = (*at_work, interpretation)
    if len(after) > MOST_INTERPRETATIONS:
        raise TooManyInterpretations(f"一份文件最多{MOST_INTERPRETATIONS}篇解读。")
    return _bounded(policy.edited(by=by, at=at, interpretations=after))


def leave_out(policy: Policy, interpretation_id: UUID, *, by: Actor, at: datetime) -> Policy:
    """Without an interpretation."""
    gone = interpretation_of(policy, interpretation_id)
    return policy.edited(by=by, at=at, interpretations=tuple(one for one in policy.interpretations if one is not gone))


def with_file(policy: Policy, interpretation_id: UUID, file: Attachment) -> Interpretation:
    """An interpretation with its picture, film or recording."""
    there = interpretation_of(policy, interpretation_id)
    return replace(there, files=_placed(there.files, file))


def without_file(policy: Policy, interpretation_id: UUID, file_id: UUID) -> Interpretation:
    """An interpretation without one of its files."""
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


def _bounded(policy: Policy) -> Policy:
    """With all its files, those of its interpretations too."""
    within_bounds(policy.files)
    return policy

"""Attachments: files of a policy or of its interpretations, as examined, and how many a policy may have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from gongkai.refusals import Ground, Refusal

MOST_ATTACHMENTS: Final = 30
LARGEST_TOGETHER: Final = 500 * 1024 * 1024


class TooManyAttachments(Refusal):
    """A policy carries so many files at most."""

    code = "too-many-attachments"
    ground = Ground.unfit


class AttachmentsTooLarge(Refusal):
    """All files of a policy together have so many bytes at most."""

    code = "attachments-too-large"
    ground = Ground.unfit


class AttachmentUnknown(Refusal):
    """The policy has no such file, or it is not this reader's to see."""

    code = "attachment-unknown"
    ground = Ground.unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file. `title` is what people read, `name` the safe file name; type, size and digest are the examination's."""

    file_id: UUID
    title: str
    name: str
    media_type: str
    size: int
    sha256: str


def check_bounds(attachments: Sequence[Attachment]) -> None:
    """Refuse files that are too many or too large together."""
    if len(attachments) > MOST_ATTACHMENTS:
        raise TooManyAttachments(f"一份文件最多{MOST_ATTACHMENTS}个附件。")
    if sum(one.size for one in attachments) > LARGEST_TOGETHER:
        raise AttachmentsTooLarge(f"全部附件合计不能超过{LARGEST_TOGETHER // 1024 // 1024} MB。")

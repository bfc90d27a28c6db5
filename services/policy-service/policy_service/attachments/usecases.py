"""Attaching examined files to a policy or to one of its interpretations, and taking them out."""

from dataclasses import dataclass
from uuid import UUID

from gongkai.documents.examined import ExaminedFile
from gongkai.files import file_index
from gongkai.unit_of_work import Work
from policy_service.policy.domain import dossier
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.record import look_up, record


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToAttach:
    """An examined file, what people shall read as its title, and where it belongs."""

    examined: ExaminedFile
    title: str
    interpretation_id: UUID | None = None
    in_place_of: UUID | None = None


async def attach_file(policy_id: UUID, file: FileToAttach, read_version: int | None, work: Work) -> Policy:
    """A clerk puts an examined file to a policy, or to one of its interpretations; the same name replaces."""
    policy = await look_up(PolicyAct.revise, policy_id, work, read_version)
    if file.interpretation_id is None:
        attachment = await _indexed(file, "attachment", policy, work)
        change = dossier.attach(policy, attachment, by=work.actor, at=work.now, in_place_of=file.in_place_of)
    else:
        attachment = await _indexed(file, "interpretation", policy, work)
        interpretation = dossier.with_file(policy, file.interpretation_id, attachment)
        change = dossier.interpret(policy, interpretation, by=work.actor, at=work.now)
    return await record(change, work)


async def detach_file(
    policy_id: UUID, file_id: UUID, read_version: int | None, work: Work, interpretation_id: UUID | None = None
) -> Policy:
    """A clerk takes a file out of a policy, or out of one of its interpretations."""
    policy = await look_up(PolicyAct.revise, policy_id, work, read_version)
    if interpretation_id is None:
        change = dossier.detach(policy, file_id, by=work.actor, at=work.now)
    else:
        interpretation = dossier.without_file(policy, interpretation_id, file_id)
        change = dossier.interpret(policy, interpretation, by=work.actor, at=work.now)
    return await record(change, work)


async def _indexed(file: FileToAttach, kind: str, policy: Policy, work: Work) -> Attachment:
    """The file as the index of files now has it."""
    stored = await file_index.add(work, policy.id, kind, file.examined)
    return Attachment(
        file_id=stored.id,
        title=file.title.strip() or stored.name,
        name=stored.name,
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
    )

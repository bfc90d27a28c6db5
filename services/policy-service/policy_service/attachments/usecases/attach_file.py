"""A clerk puts an examined file to a policy, or to one of its interpretations; the same name replaces."""

from dataclasses import dataclass
from uuid import UUID

from gongkai.documents.examined import ExaminedFile
from gongkai.files import file_index
from gongkai.unit_of_work import Work
from policy_service.policy.domain import dossier
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.policy import Policy
from policy_service.policy.usecases.void_signatures_and_save import edit_dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A file that the vault has, what people shall read as its title, and where it belongs."""

    examined: ExaminedFile
    title: str
    interpretation_id: UUID | None = None
    in_place_of: UUID | None = None


async def attach_file(policy_id: UUID, filed: Filed, read_version: int | None, work: Work) -> Policy:
    async def attached(policy: Policy) -> Policy:
        kind = "attachment" if filed.interpretation_id is None else "interpretation"
        stored = await file_index.add(work, policy.id, kind, filed.examined)
        file = Attachment(
            file_id=stored.id,
            title=filed.title.strip() or stored.name,
            name=stored.name,
            media_type=stored.media_type,
            size=stored.size,
            sha256=stored.sha256,
        )
        if filed.interpretation_id is None:
            return dossier.attach(policy, file, by=work.actor, at=work.now, in_place_of=filed.in_place_of)
        interpretation = dossier.with_file(policy, filed.interpretation_id, file)
        return dossier.interpret(policy, interpretation, by=work.actor, at=work.now)

    return await edit_dossier(policy_id, read_version, work, attached)

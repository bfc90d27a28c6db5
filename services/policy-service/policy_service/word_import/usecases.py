"""A clerk lets the body of a policy be read from a Word document; particulars stay as they are."""

from dataclasses import replace
from uuid import UUID

from gongkai.unit_of_work import Work
from policy_service.policy.domain.dossier import edit
from policy_service.policy.domain.draft import BodyFormat, Draft
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy, stored_words
from policy_service.policy.record import look_up, record
from policy_service.word_import.domain.word_document import WordBody


async def take_word_document(policy_id: UUID, document: WordBody, read_version: int | None, work: Work) -> Policy:
    """Replace the body by a document's; signatures are void, and the change note is still to be written."""
    policy = await look_up(PolicyAct.revise, policy_id, work, read_version)
    draft = replace(Draft(**policy.words), body=document.html, body_format=BodyFormat.html)
    words = stored_words(draft.checked())
    change = edit(
        policy,
        by=work.actor,
        at=work.now,
        **{name: words[name] for name in ("body", "body_format", "html")},
    )
    return await record(change, work)

"""The notice by which the bureau promises its openness (沪市监办发〔2024〕326号) becomes the first public policy."""

from collections.abc import Sequence
from dataclasses import replace

from gongkai.actor import Actor, Role
from gongkai.runtime.service import ServiceRuntime
from policy_service.drafting.usecases import draft_policy, review_policy, revise_policy
from policy_service.interpretation.usecases import WrittenInterpretation, write_interpretation
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.store import policies as store
from policy_service.publication.usecases import publish_policy
from policy_service.word_import.domain.notice import draft_of_notice, words_on_notice


async def load_notice(running: ServiceRuntime, people: Sequence[Actor]) -> None:
    """Have three of these people draft and explain, review and publish the notice, once.

    A step taken before is left out; a notice published before there were interpretations goes through all again.
    """
    clerk, head, office = _three_of(people)
    policy = await _drafted(running, clerk)
    if policy.edition and policy.interpretations:
        return
    if policy.edition:
        again = replace(draft_of_notice(), change_note="补充文字解读，正文没有变化。")
        async with running.work(clerk) as work:
            policy = await revise_policy(policy.id, again, policy.version, work)
    if not policy.interpretations:
        written = WrittenInterpretation.model_validate_strings(words_on_notice())
        async with running.work(clerk) as work:
            policy = await write_interpretation(policy.id, written, policy.version, work)
    if policy.state is PolicyState.draft:
        async with running.work(head) as work:
            policy = await review_policy(policy.id, policy.version, work)
    if policy.state is PolicyState.reviewed:
        async with running.work(office) as work:
            await publish_policy(policy.id, policy.version, work)


async def _drafted(running: ServiceRuntime, clerk: Actor) -> Policy:
    draft = draft_of_notice()
    async with running.work(clerk) as work:
        there = await store.with_document_no(work.db, draft.document_no)
        return there or await draft_policy(draft, work)


def _three_of(people: Sequence[Actor]) -> tuple[Actor, Actor, Actor]:
    """A clerk and the head of the bureau's office, and a third person of the office who publishes."""
    office = next(person for person in people if person.has(Role.office))
    clerk = next(person for person in people if person.has(Role.clerk) and person.unit == office.unit)
    head = next(person for person in people if person.has(Role.head) and person.unit == office.unit)
    return clerk, head, office

"""Every act on a policy begins and ends here: looked up as its rule says, and recorded in the same transaction."""

from dataclasses import replace
from uuid import UUID

from gongkai.events.policy import ValidityChanged
from gongkai.unit_of_work import Work
from policy_service.policy.domain.change import NewEdition, PolicyChange, ValidityTurn, event_fields
from policy_service.policy.domain.lifecycle import LIFECYCLE, PolicyAct
from policy_service.policy.domain.planned_act import PlannedAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.store import editions, plans, policies


async def look_up(
    act: PolicyAct, policy_id: UUID, work: Work, read_version: int | None = None, *, lock: bool = False
) -> Policy:
    """The policy for an act of this person, locked if other edits are to wait.

    Raises PolicyUnknown if the person's unit does not see it, ChangedMeanwhile if it was read in another version.
    """
    unit = work.actor.unit if LIFECYCLE[act].own_unit else work.actor.only_unit
    return (await policies.policy(work.db, policy_id, unit, lock=lock)).as_read(read_version)


async def record(change: PolicyChange, work: Work) -> Policy:
    """Save what an act made of a policy; editions, plans, history, event and audit follow from the change."""
    is_new = change.act is PolicyAct.draft
    saved = await (policies.add if is_new else policies.save)(work.db, change.policy)
    if change.new_edition:
        await _publish(change.new_edition, saved, work)
    if change.turn:
        await _turn(change.turn, saved, work)
    if change.act is PolicyAct.withdraw:
        await editions.withdraw(work.db, saved.id)
    if change.called_off:
        await plans.call_off(work.db, saved.id, change.called_off)
    await plans.plan(
        work.db,
        [
            PlannedAct(id=work.new_id(), policy_id=saved.id, act=act, due_at=due_at, next_try_at=due_at)
            for act, due_at in change.planned
        ],
    )
    if change.event:
        work.announce(change.event(saved))
    if change.note is not None:
        work.audit(f"policy.{change.act}", str(saved.id), **change.note)
    return saved


async def _publish(new: NewEdition, saved: Policy, work: Work) -> None:
    if new.before:
        await editions.rewrite(work.db, replace(new.before, version=saved.version))
    await editions.publish(work.db, replace(new.edition, version=saved.version), saved)
    if new.entry:
        await plans.add_validity(work.db, saved, new.entry, work.actor.id, work.now)


async def _turn(turn: ValidityTurn, saved: Policy, work: Work) -> None:
    edition, entry = replace(turn.edition, version=saved.version), turn.entry
    await editions.rewrite(work.db, edition)
    await plans.add_validity(work.db, saved, entry, work.actor.id, work.now)
    fields = event_fields(saved, edition.title, edition.document_no)
    work.announce(ValidityChanged(**fields, validity=entry.validity, since=entry.since))
    work.audit("policy.validity", str(saved.id), validity=entry.validity)

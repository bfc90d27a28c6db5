"""The validity of a public policy goes by its dates and the office's decisions: entered, and planned ahead."""

from datetime import date

from gongkai.unit_of_work import Work
from policy_service.policy.domain.planned_act import Act, PlannedAct, to_come
from policy_service.policy.domain.policy import Policy
from policy_service.policy.store import plans
from policy_service.publication.domain.edition import Edition

BY_DATE = (Act.take_effect, Act.expire, Act.repeal)


async def plan_validity(edition: Edition, policy: Policy, work: Work) -> None:
    """Plan every change to come anew."""
    await plans.call_off(work.db, policy.id, BY_DATE)
    await plans.plan(
        work.db,
        [
            PlannedAct(id=work.new_id(), policy_id=policy.id, act=act, due_at=due_at, next_try_at=due_at)
            for act, due_at in to_come(edition, policy.validity_acts, work.now)
        ],
    )


async def enter_validity(edition: Edition, reason: str, since: date, work: Work) -> None:
    """A line in the history."""
    await plans.note_validity(
        work.db,
        policy_id=edition.policy_id,
        version=edition.version,
        validity=edition.validity,
        since=since,
        reason=reason,
        entered_by=work.actor.id,
        entered_at=work.now,
    )

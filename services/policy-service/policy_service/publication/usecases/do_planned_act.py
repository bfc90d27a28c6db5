"""The time of a planned act has come: a policy goes public, takes effect, expires or is repealed, once."""

from dataclasses import replace
from typing import Final

from gongkai.events.policy import PublicationHeldBack
from gongkai.refusals import Point
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from policy_service.policy.domain.planned_act import Act, PlannedAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.policy_events import told
from policy_service.policy.domain.state import DocumentNoTaken, PolicyState
from policy_service.policy.store import plans
from policy_service.policy.store import policies as store
from policy_service.publication.domain.gate import Gate
from policy_service.publication.store import editions
from policy_service.publication.usecases.judge_policy import judge_policy
from policy_service.publication.usecases.publish_edition import bring_out
from policy_service.publication.usecases.recount_validity import recount_validity

REASONS: Final = {Act.take_effect: "到施行日期", Act.expire: "有效期届满", Act.repeal: "到废止日期"}


async def do_planned_act(planned: PlannedAct, work: Work) -> None:
    """`planned` and its policy are locked by the caller's claim."""
    await plans.done(work.db, planned)
    policy = await store.policy(work.db, planned.policy_id)
    if planned.act is not Act.publish:
        await recount_validity(policy, REASONS[planned.act], work, since=office_day(planned.due_at))
    elif policy.state is PolicyState.scheduled:
        await _publish(policy, planned, work)


async def _publish(policy: Policy, planned: PlannedAct, work: Work) -> None:
    """The gate looks once more: rules, files and days may have changed since the release; the number may be taken."""
    gate = await judge_policy(policy, work.db, work.now)
    if await editions.is_taken(work.db, policy):
        taken = Point("/document_no", DocumentNoTaken.code, "已公开的另一份文件使用这个发文字号")
        gate = replace(gate, points=(*gate.points, taken))
    if gate.points:
        await _hold_back(policy, planned, gate, work)
    else:
        await bring_out(policy.publish_as_scheduled(work.now), gate, work)


async def _hold_back(policy: Policy, planned: PlannedAct, gate: Gate, work: Work) -> None:
    """People are told by mail too: a title that waits for the secrecy officer does not travel in it."""
    saved = await store.save(work.db, policy.unscheduled())
    codes = tuple(sorted({point.code for point in gate.points}))
    held = any(piece.pointer == "/title" for piece in gate.held)
    title = saved.document_no if held else gate.renditions["/title"].text
    fact = told(saved, title, saved.document_no)
    work.announce(PublicationHeldBack(**fact, planned_for=planned.due_at, codes=codes))
    work.audit("policy.hold_back", str(saved.id), digest=saved.digest, codes=list(codes))

"""Publication, withdrawal and repeal: the gate judges, a person or the time acts, an edition follows."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.moments import Moment
from gongkai.fields.text import Prose
from gongkai.files import file_index
from gongkai.privacy.gate import LONG, Piece, judge
from gongkai.refusals import Point
from gongkai.review import clearances, rules
from gongkai.review.clearing import Clearing
from gongkai.review.unmasking import Unmasking, note_unmasking
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from policy_service.policy.domain.edition import Edition, LastEdition
from policy_service.policy.domain.lifecycle import PolicyAct, require
from policy_service.policy.domain.planned_act import PlannedAct, TimedAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import DocumentNoTaken, PolicyState
from policy_service.policy.domain.validity import ActKind, ValidityAct
from policy_service.policy.record import look_up, record
from policy_service.policy.store import editions, plans, policies
from policy_service.publication.domain import release
from policy_service.publication.domain.gate import Gate, PublicationRefused, publication_gate, refuse_unless_open
from policy_service.publication.domain.masking import as_public
from policy_service.publication.domain.page_tags import Site, tags_of
from policy_service.publication.domain.pieces import FileText, pieces
from policy_service.settings import PolicySettings

LONGEST_REASON: Final = 500
REASONS: Final = {TimedAct.take_effect: "到施行日期", TimedAct.expire: "有效期届满", TimedAct.repeal: "到废止日期"}


async def judge_policy(policy: Policy, db: AsyncConnection, now: datetime) -> Gate:
    """The gate looks at everything of a policy that would go public, with the lists as they are now."""
    there = {file.id: file for file in await file_index.of_subject(db, policy.id)} if policy.files else {}
    texts = await file_index.texts(db, [file.file_id for file in policy.files]) if there else {}
    files = {file_id: FileText(text, there[file_id].scanned) for file_id, text in texts.items()}
    known, cleared = await rules.current(db), await clearances.cleared(db, policy.id)
    judge = partial(publication_gate, policy, files, known, cleared, office_day(now))
    long = sum(len(piece.text) for piece in pieces(policy, files)) > LONG
    return await asyncio.to_thread(judge) if long else judge()


class PreviewEnds(Exception):
    """Ends the transaction of a preview, so that nothing of the edit is left."""

    def __init__(self, shown: Policy) -> None:
        super().__init__("A preview is never kept.")
        self.shown = shown


async def preview_policy(running: ServiceRuntime, actor: Actor, edit: Callable[[Work], Awaitable[Policy]]) -> Policy:
    """What the public would read of an edit: it is made, judged, shown, and rolled back.

    `edit` is what saving would do; it refuses here what it would refuse there.
    """
    try:
        async with running.work(actor) as work:
            policy = await edit(work)
            raise PreviewEnds(as_public(policy, await judge_policy(policy, work.db, work.now)))
    except PreviewEnds as preview:
        return preview.shown


async def clear_policy(policy_id: UUID, clearing: Clearing, work: Work) -> Gate:
    """The secrecy officer lets held words pass, the reason on record; returns the gate as it stands then.

    Raises NotHeld.
    """
    policy = await look_up(PolicyAct.clear, policy_id, work)
    held = (await judge_policy(policy, work.db, work.now)).held
    await clearances.clear_held(policy_id, clearing, held, work)
    return await judge_policy(policy, work.db, work.now)


async def unmask_policy(policy_id: UUID, unmasking: Unmasking, work: Work) -> Policy:
    """The words behind the masks of a policy that was published; person and purpose are on record. Raises NotPublic."""
    policy = await look_up(PolicyAct.unmask, policy_id, work)
    require(PolicyAct.unmask, policy, work.actor)
    last = await editions.last_edition(work.db, policy_id)
    assert last is not None, "what was published has an edition"
    note_unmasking(work, str(policy_id), unmasking.purpose)
    return last.original


class Publication(Body):
    """When it shall be public; left out: at once."""

    publish_at: Moment | None = None


AT_ONCE = Publication()


async def publish_policy(
    policy_id: UUID, read_version: int | None, work: Work, publication: Publication = AT_ONCE
) -> Policy:
    """The office releases a reviewed policy: it is public at once, or at the time that is planned."""
    policy = await look_up(PolicyAct.publish, policy_id, work, read_version)
    if publication.publish_at is not None:
        return await _schedule(policy, publication.publish_at, work)
    last = await editions.last_edition(work.db, policy_id)
    gate = await judge_policy(policy, work.db, work.now)
    return await record(release.publish(policy, gate, last, by=work.actor, at=work.now), work)


async def _schedule(policy: Policy, publish_at: datetime, work: Work) -> Policy:
    """The gate has to be open for that day already; it looks again at the time."""
    change = release.schedule(policy, publish_at, by=work.actor, at=work.now)
    refuse_unless_open(await judge_policy(policy, work.db, publish_at))
    return await record(change, work)


async def unschedule_policy(policy_id: UUID, read_version: int | None, work: Work) -> Policy:
    """The office calls a planned publication off; the review still stands."""
    policy = await look_up(PolicyAct.unschedule, policy_id, work, read_version)
    return await record(release.unschedule(policy, by=work.actor), work)


class Repeal(Body):
    """What the office decided about a policy's validity."""

    act: Annotated[ActKind, Input("怎样废止", widget=Widget.radios)]
    on: Annotated[
        date, Field(description="The first day on which it no longer applies"), Input("从哪天起", size="short")
    ]
    reason: Annotated[
        str,
        Prose(LONGEST_REASON),
        Field(description="The decision, or what took its place"),
        Input("废止的依据", "会公开，例如：被沪市监规〔2024〕5号替代。", rows=3),
    ]


async def repeal_policy(policy_id: UUID, repeal: Repeal, read_version: int | None, work: Work) -> Policy:
    """The office repeals a public policy, in whole or in part, from a day on; it stays readable and says so."""
    policy = await look_up(PolicyAct(repeal.act), policy_id, work, read_version)
    reason = await _public_reason(repeal.reason, work)
    decision = ValidityAct(act=repeal.act, on=repeal.on, reason=reason, by=work.actor.id, at=work.now)
    last = await editions.last_edition(work.db, policy_id)
    return await record(release.repeal(policy, last, decision, by=work.actor, at=work.now), work)


async def _public_reason(reason: str, work: Work) -> str:
    """The reason stands in the public history of the policy: it passes the gate like every other public word."""
    judged = judge([Piece("/reason", "废止的依据", reason)], await rules.current(work.db), ())
    if judged.points:
        raise PublicationRefused("废止的依据随文件公开，其中有不能公开的内容。", points=judged.points)
    return judged.renditions["/reason"].text[:LONGEST_REASON]


class Withdrawal(Body):
    """Why a policy is taken back."""

    reason: Annotated[str, Prose(LONGEST_REASON), Input("撤下的原因", "不要写出涉密或者个人信息本身。", rows=3)]
    emergency: Annotated[
        bool,
        Field(description="Something private or classified had slipped out"),
        Input("紧急撤下：涉密或者个人信息已经流出，立即通知有关负责人"),
    ] = False


async def withdraw_policy(policy_id: UUID, withdrawal: Withdrawal, work: Work) -> Policy:
    """A public policy is taken back; an edit at the same moment is waited for: an emergency is not turned away."""
    policy = await look_up(PolicyAct.withdraw, policy_id, work, lock=True)
    last = await editions.last_edition(work.db, policy_id)
    change = release.withdraw(
        policy, last, withdrawal.reason, emergency=withdrawal.emergency, by=work.actor, at=work.now
    )
    return await record(change, work)


async def do_planned_act(planned: PlannedAct, work: Work) -> None:
    """The time of an act has come: a policy goes public, takes effect, expires or is repealed, once.

    The plan and its policy are locked by the caller's claim.
    """
    await plans.complete(work.db, planned)
    policy = await policies.policy(work.db, planned.policy_id)
    last = await editions.last_edition(work.db, policy.id)
    if planned.act is TimedAct.publish:
        if policy.state is PolicyState.scheduled:
            await _publish_as_planned(policy, last, planned, work)
    elif last and policy.is_public:
        since, today = office_day(planned.due_at), office_day(work.now)
        reason = REASONS[planned.act]
        await record(release.turn_validity(policy, last.edition, reason, since=since, today=today), work)


async def _publish_as_planned(policy: Policy, last: LastEdition | None, planned: PlannedAct, work: Work) -> None:
    """The gate looks once more: rules, files and days may have changed since the release; the number may be taken."""
    gate = await judge_policy(policy, work.db, work.now)
    if await editions.is_taken(work.db, policy):
        taken = Point("/document_no", DocumentNoTaken.code, "已公开的另一份文件使用这个发文字号")
        gate = replace(gate, points=(*gate.points, taken))
    if gate.points:
        await record(release.hold_back(policy, gate, planned.due_at), work)
    else:
        await record(release.publish_as_scheduled(policy, gate, last, work.now), work)


def tag_page(edition: Edition, settings: PolicySettings) -> dict[str, str]:
    """The page tags of a policy's page on this portal, as it was set."""
    return tags_of(edition, site_of(settings), settings.public_url + edition.path)


def site_of(settings: PolicySettings) -> Site:
    """The website and its column."""
    return Site(
        name=settings.site_name,
        domain=settings.site_domain,
        id_code=settings.site_id_code,
        column_name=settings.column_name,
        column_description=settings.column_description,
        column_keywords=settings.column_keywords,
        column_type=settings.column_type,
    )

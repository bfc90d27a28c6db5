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

from gongkai.actor import Actor, Role
from gongkai.events.policy import (
    ClauseFact,
    PolicyAmended,
    PolicyEvent,
    PolicyPublished,
    PolicyWithdrawn,
    PublicationHeldBack,
    ValidityChanged,
)
from gongkai.fields.body import Body
from gongkai.fields.moments import Moment
from gongkai.fields.text import Line, Prose
from gongkai.files import file_index as shelf
from gongkai.privacy.gate import LONG, Piece, judge
from gongkai.refusals import Ground, Point, Refusal
from gongkai.review import clearances, rules
from gongkai.review.unmasking import Unmasking, note_unmasking
from gongkai.runtime.service import Running
from gongkai.settings import Settings
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from policy_service.policy.domain.change import told
from policy_service.policy.domain.edition import Edition, refuse_unless_open
from policy_service.policy.domain.planned_act import Act, PlannedAct, to_come
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import DocumentNoTaken, NotPublic, PolicyState
from policy_service.policy.domain.validity import ActKind, ValidityAct
from policy_service.policy.store import editions, plans
from policy_service.policy.store import policies as store
from policy_service.publication.domain.gate import Gate, PublicationRefused, publication_gate
from policy_service.publication.domain.masking import as_public
from policy_service.publication.domain.page_tags import Site, tags_of
from policy_service.publication.domain.pieces import FileText, pieces


async def judge_policy(policy: Policy, db: AsyncConnection, now: datetime) -> Gate:
    there = {file.id: file for file in await shelf.of_subject(db, policy.id)} if policy.files else {}
    texts = await shelf.texts(db, [file.file_id for file in policy.files]) if there else {}
    files = {file_id: FileText(text, there[file_id].scanned) for file_id, text in texts.items()}
    known, cleared = await rules.current(db), await clearances.cleared(db, policy.id)
    judge = partial(publication_gate, policy, files, known, cleared, office_day(now))
    long = sum(len(piece.text) for piece in pieces(policy, files)) > LONG
    return await asyncio.to_thread(judge) if long else judge()


class TakenBack(Exception):
    """Ends the transaction of a preview, so that nothing of the edit is left."""

    def __init__(self, shown: Policy) -> None:
        super().__init__("A preview is never kept.")
        self.shown = shown


async def preview_policy(running: Running, actor: Actor, edit: Callable[[Work], Awaitable[Policy]]) -> Policy:
    """`edit` is what saving would do; it refuses here what it would refuse there."""
    try:
        async with running.work(actor) as work:
            policy = await edit(work)
            raise TakenBack(as_public(policy, await judge_policy(policy, work.db, work.now)))
    except TakenBack as preview:
        return preview.shown


class NotHeld(Refusal):
    """The gate does not hold these words; perhaps they were changed after the officer looked."""

    code = "not-held"
    ground = Ground.conflict


class Clearing(Body):
    """Which pieces may pass, by the digests that the gate shows, and why."""

    digests: tuple[Annotated[str, Line(64, least=64)], ...] = Field(min_length=1, max_length=200)
    reason: Annotated[str, Prose(500)]


async def clear_policy(policy_id: UUID, clearing: Clearing, work: Work) -> Gate:
    """The gate as it stands afterwards."""
    policy = await store.policy(work.db, policy_id, work.actor.only_unit)
    held = {piece.digest for piece in (await judge_policy(policy, work.db, work.now)).held}
    if strange := [at for at, digest in enumerate(clearing.digests) if digest not in held]:
        words = "没有这样待保密员处理的内容，或内容已有改动"
        points = [Point(f"/digests/{at}", NotHeld.code, words) for at in strange]
        raise NotHeld(f"{words}，请刷新后再处理。", points=points)
    await clearances.clear(work, policy_id, clearing.digests, clearing.reason)
    return await judge_policy(policy, work.db, work.now)


async def unmask_policy(policy_id: UUID, unmasking: Unmasking, work: Work) -> Policy:
    """The dossier as it was signed; also of a policy that was withdrawn."""
    await store.policy(work.db, policy_id, work.actor.only_unit)
    last = await editions.last_edition(work.db, policy_id)
    if last is None:
        raise NotPublic("文件还没有发布，没有遮盖的内容。")
    note_unmasking(work, str(policy_id), unmasking.purpose)
    return last[1]


class Publication(Body):
    """When it shall be public; left out: at once."""

    publish_at: Moment | None = None


AT_ONCE = Publication()


async def publish_policy(
    policy_id: UUID, read_version: int | None, work: Work, publication: Publication = AT_ONCE
) -> Policy:
    policy = (await store.policy(work.db, policy_id, work.actor.only_unit)).as_read(read_version)
    if publication.publish_at is not None:
        return await _schedule(policy, publication.publish_at, work)
    published = policy.publish(by=work.actor, at=work.now)
    saved = await bring_out(published, await judge_policy(policy, work.db, work.now), work)
    await plans.call_off(work.db, saved.id, [Act.publish])
    return saved


async def _schedule(policy: Policy, publish_at: datetime, work: Work) -> Policy:
    """The gate has to be open for that day already; it looks again at the time."""
    scheduled = policy.schedule(publish_at, by=work.actor, at=work.now)
    refuse_unless_open(await judge_policy(policy, work.db, publish_at))
    saved = await store.save(work.db, scheduled)
    await plans.call_off(work.db, saved.id, [Act.publish])
    act = PlannedAct(id=work.new_id(), policy_id=saved.id, act=Act.publish, due_at=publish_at, next_try_at=publish_at)
    await plans.plan(work.db, [act])
    work.audit("policy.schedule", str(saved.id), digest=saved.digest, publish_at=publish_at.isoformat())
    return saved


async def unschedule_policy(policy_id: UUID, read_version: int | None, work: Work) -> Policy:
    policy = await store.policy(work.db, policy_id, work.actor.only_unit)
    saved = await store.save(work.db, policy.as_read(read_version).unscheduled())
    await plans.call_off(work.db, saved.id, [Act.publish])
    work.audit("policy.unschedule", str(saved.id), digest=saved.digest)
    return saved


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


MOST_CLAUSES: Final = 500
LONGEST: Final = 120
"""Bounds of what an event tells of headings: a broker takes one megabyte. The page itself has them all."""


async def bring_out(published: Policy, gate: Gate, work: Work) -> Policy:
    """`published` is not saved yet; a gate that is not open refuses, and then nothing of it has happened."""
    saved = await store.save(work.db, published)
    before = await editions.last_edition(work.db, saved.id) if saved.edition > 1 else None
    edition = Edition.of(saved, gate, before[0].first_published_at if before else None)
    if before:
        await editions.rewrite(work.db, before[0].amended(saved))
    await editions.publish(work.db, edition, saved)
    if before is None or before[0].validity is not edition.validity:
        await enter_validity(edition, "发布", office_day(work.now), work)
    await plan_validity(edition, saved, work)
    work.announce(_fact(edition, saved))
    work.audit("policy.publish", str(saved.id), digest=saved.digest, edition=edition.number, by=saved.published_by)
    return saved


def _fact(edition: Edition, policy: Policy) -> PolicyEvent:
    particulars = told(policy, edition.title, edition.document_no) | {
        "drafting_unit": edition.drafting_unit,
        "published_at": edition.published_at,
        "public_path": edition.path,
        "edition": edition.number,
        "clauses": tuple(ClauseFact(id=one.id, title=one.title[:LONGEST]) for one in edition.clauses[:MOST_CLAUSES]),
        "interpretation_forms": tuple(str(form) for form in edition.forms),
    }
    if edition.number > 1:
        return PolicyAmended(**particulars)
    return PolicyPublished(**particulars, formed_on=edition.formed_on)


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


async def recount_validity(policy: Policy, reason: str, work: Work, since: date | None = None) -> Policy:
    """`policy` is not saved yet; returns it as saved, or as it is where it is not public.

    `since` is the day that was planned; after an outage it lies before today. If more than that day was missed, the
    last one tells.
    """
    last = await editions.last_edition(work.db, policy.id)
    if last is None or not policy.is_public:
        return policy
    today = office_day(work.now)
    since = since or today
    saved = await store.save(work.db, policy)
    edition = last[0].on(today, saved)
    if edition.validity is last[0].validity or edition.validity is not last[0].on(since, saved).validity:
        return saved
    await editions.rewrite(work.db, edition)
    await enter_validity(edition, reason, since, work)
    fact = told(saved, edition.title, edition.document_no)
    work.announce(ValidityChanged(**fact, validity=edition.validity, since=since))
    work.audit("policy.validity", str(saved.id), validity=edition.validity)
    return saved


LONGEST_REASON: Final = 500


class Repeal(Body):
    """What the office decided about a policy's validity."""

    act: ActKind
    on: date = Field(description="The first day on which it no longer applies")
    reason: Annotated[str, Prose(LONGEST_REASON)] = Field(description="The decision, or what took its place")


async def repeal_policy(policy_id: UUID, repeal: Repeal, read_version: int | None, work: Work) -> Policy:
    policy = (await store.policy(work.db, policy_id, work.actor.only_unit)).as_read(read_version)
    reason = await _public(repeal.reason, work)
    act = ValidityAct(act=repeal.act, on=repeal.on, reason=reason, by=work.actor.id, at=work.now)
    saved = await recount_validity(policy.judged(act, by=work.actor), reason, work)
    if last := await editions.last_edition(work.db, policy_id):
        await plan_validity(last[0], saved, work)
    work.audit(f"policy.{repeal.act}", str(saved.id), on=repeal.on.isoformat())
    return saved


async def _public(reason: str, work: Work) -> str:
    """The reason stands in the public history of the policy: it passes the gate like every other public word."""
    judged = judge([Piece("/reason", "废止的依据", reason)], await rules.current(work.db), ())
    if judged.points:
        raise PublicationRefused("废止的依据随文件公开，其中有不能公开的内容。", points=judged.points)
    return judged.renditions["/reason"].text[:LONGEST_REASON]


class WithdrawalForbidden(Refusal):
    """The office withdraws; in an emergency also the drafting unit's head and the secrecy officer."""

    code = "withdrawal-forbidden"
    ground = Ground.forbidden


class Withdrawal(Body):
    """Why a policy is taken back."""

    reason: Annotated[str, Prose(500)]
    emergency: bool = Field(False, description="Something private or classified had slipped out")


async def withdraw_policy(policy_id: UUID, withdrawal: Withdrawal, work: Work) -> Policy:
    """An edit at the same moment is waited for: an emergency is not turned away."""
    policy = await store.policy(work.db, policy_id, work.actor.only_unit, lock=True)
    _may_withdraw(work.actor, policy, withdrawal.emergency)
    saved = await store.save(work.db, policy.withdraw(withdrawal.reason, by=work.actor, at=work.now))
    last = await editions.last_edition(work.db, policy_id)
    assert last is not None, "what was public has an edition"
    await editions.withdraw(work.db, policy_id)
    await plans.call_off(work.db, policy_id, list(Act))
    fact = told(saved, last[0].title, last[0].document_no)
    work.announce(PolicyWithdrawn(**fact, withdrawn_at=work.now, emergency=withdrawal.emergency))
    work.audit("policy.withdraw", str(saved.id), digest=saved.digest, emergency=withdrawal.emergency)
    return saved


def _may_withdraw(actor: Actor, policy: Policy, emergency: bool) -> None:
    own_head = actor.has(Role.head) and actor.unit == policy.drafting_unit
    if not (actor.has(Role.office) or (emergency and (own_head or actor.has(Role.secrecy)))):
        raise WithdrawalForbidden("文件由办公室撤下；紧急撤下可由起草单位负责人或保密员进行。")


def tag_page(edition: Edition, settings: Settings) -> dict[str, str]:
    return tags_of(edition, site_of(settings), settings.public_url + edition.path)


def site_of(settings: Settings) -> Site:
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

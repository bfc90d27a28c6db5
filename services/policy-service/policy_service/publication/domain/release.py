"""How a policy goes public, is scheduled, repealed and withdrawn, and how its validity turns by itself (E1, E2)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from gongkai.actor import Actor
from gongkai.events.policy import (
    ClauseFact,
    PolicyAmended,
    PolicyEvent,
    PolicyPublished,
    PolicyWithdrawn,
    PublicationHeldBack,
)
from gongkai.refusals import Point
from gongkai.worktime.days import office_day
from policy_service.policy.domain.body import clauses_of
from policy_service.policy.domain.change import NewEdition, PolicyChange, ValidityTurn, event_fields
from policy_service.policy.domain.edition import Edition, LastEdition
from policy_service.policy.domain.lifecycle import PolicyAct, require
from policy_service.policy.domain.planned_act import BY_DATE, TimedAct, upcoming_acts
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import NotScheduled, PolicyState, PublishTimeUnfit
from policy_service.policy.domain.validity import ValidityAct, ValidityEntry, validity_on
from policy_service.publication.domain.gate import Gate, refuse_unless_open
from policy_service.publication.domain.masking import Masking

FURTHEST_AHEAD: Final = timedelta(days=366)
MOST_CLAUSES: Final = 500
LONGEST_CLAUSE: Final = 120
"""Bounds of what an event says of headings: a broker takes one megabyte. The page itself has them all."""


def publish(policy: Policy, gate: Gate, last: LastEdition | None, *, by: Actor, at: datetime) -> PolicyChange:
    """A third person makes it public, provided the dossier is still the one that was reviewed.

    Raises what the life cycle says, and PublicationRefused with all points of a gate that is not open.
    """
    require(PolicyAct.publish, policy, by)
    return _go_public(replace(policy, published_by=by.id, names=policy.names_with(by)), gate, last, at)


def schedule(policy: Policy, publish_at: datetime, *, by: Actor, at: datetime) -> PolicyChange:
    """A third person releases it for a time within the next year; a plan that was there is replaced.

    Raises what the life cycle says, and PublishTimeUnfit.
    """
    require(PolicyAct.schedule, policy, by)
    if not at < publish_at <= at + FURTHEST_AHEAD:
        words = "定时发布的时间须在现在之后、一年之内"
        raise PublishTimeUnfit(f"{words}。", points=[Point("/publish_at", PublishTimeUnfit.code, words)])
    scheduled = replace(
        policy,
        state=PolicyState.scheduled,
        publish_at=publish_at,
        published_by=by.id,
        names=policy.names_with(by),
    )
    return PolicyChange(
        policy=scheduled,
        act=PolicyAct.schedule,
        note={"digest": scheduled.digest, "publish_at": publish_at.isoformat()},
        called_off=(TimedAct.publish,),
        planned=((TimedAct.publish, publish_at),),
    )


def publish_as_scheduled(policy: Policy, gate: Gate, last: LastEdition | None, at: datetime) -> PolicyChange:
    """The planned time has come (or, after an outage, has passed): public by the release that was given.

    Raises NotScheduled, and PublicationRefused with all points of a gate that is not open.
    """
    if policy.state is not PolicyState.scheduled or policy.signed_digest != policy.digest:
        raise NotScheduled("文件没有定时发布。")
    return _go_public(policy, gate, last, at)


def unschedule(policy: Policy, *, by: Actor) -> PolicyChange:
    """The office calls a planned publication off; the review still stands. Raises NotScheduled."""
    require(PolicyAct.unschedule, policy, by)
    back = _unscheduled(policy)
    return PolicyChange(
        policy=back, act=PolicyAct.unschedule, note={"digest": back.digest}, called_off=(TimedAct.publish,)
    )


def hold_back(policy: Policy, gate: Gate, planned_for: datetime) -> PolicyChange:
    """The gate is not open at the planned time: the policy waits, reviewed, and people are notified.

    They get a mail too: a title that waits for the secrecy officer does not travel in it.
    """
    codes = tuple(sorted({point.code for point in gate.points}))
    is_held = any(piece.pointer == "/title" for piece in gate.held)
    title = policy.document_no if is_held else gate.renditions["/title"].text

    def event(saved: Policy) -> PublicationHeldBack:
        fields = event_fields(saved, title, saved.document_no)
        return PublicationHeldBack(**fields, planned_for=planned_for, codes=codes)

    back = _unscheduled(policy)
    note = {"digest": back.digest, "codes": list(codes)}
    return PolicyChange(policy=back, act=PolicyAct.hold_back, note=note, event=event)


def withdraw(
    policy: Policy, last: LastEdition | None, reason: str, *, emergency: bool = False, by: Actor, at: datetime
) -> PolicyChange:
    """Take it back with all its editions, for a reason on record. Raises WithdrawalForbidden and NotPublic."""
    require(PolicyAct.withdraw_at_once if emergency else PolicyAct.withdraw, policy, by)
    edition = _edition(last)
    withdrawn = replace(
        policy,
        state=PolicyState.withdrawn,
        publish_at=None,
        withdrawn_by=by.id,
        withdrawn_at=at,
        withdrawal_reason=reason,
        names=policy.names_with(by),
    )

    def event(saved: Policy) -> PolicyWithdrawn:
        fields = event_fields(saved, edition.title, edition.document_no)
        return PolicyWithdrawn(**fields, withdrawn_at=at, emergency=emergency)

    return PolicyChange(
        policy=withdrawn,
        act=PolicyAct.withdraw,
        note={"digest": withdrawn.digest, "emergency": emergency},
        called_off=tuple(TimedAct),
        event=event,
    )


def repeal(policy: Policy, last: LastEdition | None, decision: ValidityAct, *, by: Actor, at: datetime) -> PolicyChange:
    """The office repeals it, in whole or in part; it stays readable, and what is being prepared stays signed.

    Raises NotPublic.
    """
    act = PolicyAct(decision.act)
    require(act, policy, by)
    edition = _edition(last)
    acts = (*policy.validity_acts, decision)
    repealed = replace(policy, validity_acts=acts, names=policy.names_with(by))
    today = office_day(at)
    return PolicyChange(
        policy=repealed,
        act=act,
        note={"on": decision.on.isoformat()},
        turn=_turn(repealed, edition, decision.reason, today, today),
        called_off=BY_DATE,
        planned=tuple(upcoming_acts(edition, acts, at)),
    )


def turn_validity(policy: Policy, edition: Edition, reason: str, *, since: date, today: date) -> PolicyChange:
    """A day has come on which the validity may be another.

    `since` is the day that was planned; after an outage it lies before `today`. If more than that day was missed, the
    last one speaks.
    """
    return PolicyChange(policy=policy, act=PolicyAct.validity, turn=_turn(policy, edition, reason, since, today))


def edition_of(policy: Policy, gate: Gate, first_published_at: datetime | None = None) -> Edition:
    """The public rendition of a policy that has just been published; raises PublicationRefused if the gate is shut."""
    refuse_unless_open(gate)
    assert policy.published_at is not None, "three people have published it"
    masking = Masking(gate.renditions)
    words = masking.words(policy)
    return Edition(
        policy_id=policy.id,
        number=policy.edition,
        version=policy.version,
        **words,
        drafting_unit=policy.drafting_unit,
        kind=policy.kind,
        normative=policy.normative,
        formed_on=policy.formed_on,
        effective_on=policy.effective_on,
        expires_on=policy.expires_on,
        validity=validity_on(
            office_day(policy.published_at), policy.effective_on, policy.expires_on, policy.validity_acts
        ),
        disclosure=policy.disclosure,
        published_at=policy.published_at,
        first_published_at=first_published_at or policy.published_at,
        digest="" if any(one.findings for one in gate.renditions.values()) else policy.digest,
        body_format=policy.body_format,
        clauses=clauses_of(words["html"]),
        attachments=masking.attachments("/attachments", policy.attachments),
        interpretations=masking.interpretations(policy),
    )


def _go_public(policy: Policy, gate: Gate, last: LastEdition | None, at: datetime) -> PolicyChange:
    """The next edition, its validity and plans, and the event; the edition before says that it was amended."""
    public = replace(policy, state=PolicyState.published, edition=policy.edition + 1, published_at=at, publish_at=None)
    edition = edition_of(public, gate, last.edition.first_published_at if last else None)
    turned = last is None or last.edition.validity is not edition.validity
    entry = ValidityEntry(validity=edition.validity, since=office_day(at), reason="发布") if turned else None
    return PolicyChange(
        policy=public,
        act=PolicyAct.publish,
        note={"digest": public.digest, "edition": edition.number, "by": public.published_by},
        new_edition=NewEdition(edition=edition, before=last.edition.amended() if last else None, entry=entry),
        called_off=(TimedAct.publish, *BY_DATE),
        planned=tuple(upcoming_acts(edition, public.validity_acts, at)),
        event=partial(_publication_event, edition),
    )


def _publication_event(edition: Edition, policy: Policy) -> PolicyEvent:
    clauses = edition.clauses[:MOST_CLAUSES]
    fields = event_fields(policy, edition.title, edition.document_no) | {
        "drafting_unit": edition.drafting_unit,
        "published_at": edition.published_at,
        "public_path": edition.path,
        "edition": edition.number,
        "clauses": tuple(ClauseFact(id=one.id, title=one.title[:LONGEST_CLAUSE]) for one in clauses),
        "interpretation_forms": tuple(str(form) for form in edition.forms),
    }
    if edition.number > 1:
        return PolicyAmended(**fields)
    return PolicyPublished(**fields, formed_on=edition.formed_on)


def _edition(last: LastEdition | None) -> Edition:
    assert last is not None, "what is public has an edition"
    return last.edition


def _unscheduled(policy: Policy) -> Policy:
    return replace(policy, state=PolicyState.reviewed, publish_at=None, published_by=None)


def _turn(policy: Policy, edition: Edition, reason: str, since: date, today: date) -> ValidityTurn | None:
    """The edition with the validity of today, if that is another and is also the one of the day it turned."""
    after = edition.on(today, policy)
    if after.validity is edition.validity or after.validity is not edition.on(since, policy).validity:
        return None
    return ValidityTurn(edition=after, entry=ValidityEntry(validity=after.validity, since=since, reason=reason))

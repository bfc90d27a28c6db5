"""The case page offers what the rules allow, and nothing else; what is next is said in one sentence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.actor import Actor, Role
from gongkai.refusals import Refusal
from tests.examples import examples
from tests.unit.ticket.known import BEFORE_THE_WEEK, CLERK, HEAD
from ticket_service.casework.domain.next_step import next_step
from ticket_service.casework.domain.permissions import CaseAccess
from ticket_service.closing_report.domain.signature import as_signed
from ticket_service.handling.domain import archive, take_step
from ticket_service.linking.domain import give_opinion
from ticket_service.requests.domain import (
    Decision,
    answer_review,
    decide_extension,
    pause,
    request_extension,
    request_return,
    resume,
)
from ticket_service.ticket.domain.lifecycle import TABLE, Act, Party, TicketState, require_state, roles
from ticket_service.ticket.domain.needs.of_report import CONTACT_BY_THE_ACT
from ticket_service.ticket.domain.needs.of_request import RETURN_PENDING
from ticket_service.ticket.domain.statutory import steps_open
from ticket_service.ticket.domain.ticket import ReportDelivery, Ticket
from ticket_service.ticket.values.case_log import (
    CaseLog,
    ExtensionRequest,
    Legal,
    LegalStep,
    LimitPause,
    MatterKind,
    Opinion,
    RequestState,
    ReturnReason,
    ReturnRequest,
    Review,
)
from ticket_service.ticket.values.contact import ContactAttempt, ContactOutcome
from ticket_service.ticket.values.findings import (
    ClaimFound,
    FactFound,
    Findings,
    OnSite,
    ReplyMode,
    Result,
    Satisfaction,
)
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.report import Report

NOW = BEFORE_THE_WEEK + timedelta(hours=3)
ID = UUID(int=7)
FOUND = Findings(
    fact=FactFound.true,
    claim=ClaimFound.lawful,
    on_site=OnSite.no,
    result=Result.solved,
    reply_mode=ReplyMode.phone,
    satisfaction=Satisfaction.satisfied,
)
REPORT = Report(handling="已查。", reply_points="已答。", findings=FOUND, drafted_by=CLERK, drafted_at=NOW)
OPEN_REPORT = replace(REPORT, findings=None)


def person(*acts_as: Role, unit: str = "pudong", who: Person = HEAD) -> Actor:
    return Actor(id=who.id, name=who.name, unit=unit, roles=frozenset(acts_as))


def returned(state: RequestState, final: bool = False) -> ReturnRequest:
    return ReturnRequest(id=ID, at=NOW, by=CLERK, reason=ReturnReason.other, note="", state=state, final=final)


def extended(state: RequestState, by: Person = CLERK) -> ExtensionRequest:
    return ExtensionRequest(id=ID, at=NOW, by=by, cycle=1, days=5, reason="", state=state)


def tried(act: Act, one: CaseAccess) -> None:
    """The act itself, as the use case would ask the domain for it."""
    ticket, by = one.ticket, Person.of(one.actor)
    match act:
        case Act.signed:
            ticket.sign()
        case Act.report_filed:
            ticket.file_report(REPORT)
        case Act.signed_off:
            as_signed(ticket, by, NOW)
            require_state(act, ticket.state)
        case Act.return_requested:
            request_return(ticket, returned(RequestState.pending))
        case Act.extension_requested:
            asked = ExtensionRequest(id=UUID(int=8), at=one.now, by=by, cycle=1, days=1, reason="")
            request_extension(ticket, asked)
        case Act.extension_granted:
            require_state(act, ticket.state)
            decide_extension(ticket, Decision(at=NOW, by=by.name), True, by)
        case Act.paused:
            pause(ticket, "inspection", "", by, one.now)
        case Act.resumed:
            resume(ticket, by, one.now)
        case Act.review_answered:
            answer_review(ticket, "已答复", by, one.now)
        case Act.archived:
            archive(ticket, one.now)
        case Act.opinion_given:
            give_opinion(ticket, one.co_units, Opinion(unit=one.actor.unit, at=NOW, by=by, text=""))
        case Act.legal_step:
            first = next(iter(steps_open(ticket)), Legal.other)
            take_step(ticket, first, by, one.now)


def allows(act: Act, one: CaseAccess) -> bool:
    try:
        tried(act, one)
    except Refusal:
        return False
    return True


DEALINGS = st.builds(
    CaseLog,
    returns=st.lists(
        st.builds(returned, st.sampled_from(RequestState), st.booleans()).filter(
            lambda one: not one.final or one.state is RequestState.refused
        ),
        max_size=4,
    ).map(tuple),
    extensions=st.lists(st.builds(extended, st.sampled_from(RequestState), st.sampled_from([CLERK, HEAD])), max_size=2)
    .map(tuple),
    reviews=st.lists(
        st.builds(Review, as_of=st.just(NOW), asked_at=st.just(NOW), answered_at=st.sampled_from([None, NOW])),
        max_size=2,
    ).map(tuple),
    pauses=st.lists(
        st.builds(
            LimitPause, rule=st.just("inspection"), note=st.just(""), by=st.just(CLERK), at=st.just(NOW),
            until=st.sampled_from([None, NOW]),
        ),
        max_size=2,
    ).map(tuple),
    legal_steps=st.lists(
        st.builds(LegalStep, step=st.sampled_from(Legal), at=st.just(NOW), by=st.just(CLERK)), max_size=2
    ).map(tuple),
)  # fmt: skip
TRIED = (
    Act.signed, Act.report_filed, Act.signed_off, Act.return_requested, Act.extension_requested,
    Act.extension_granted, Act.paused, Act.resumed, Act.review_answered, Act.archived, Act.opinion_given,
    Act.legal_step,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(300))
@given(data=st.data())
def test_c4_a_form_is_offered_exactly_where_the_rules_would_accept_it(ticket: Ticket, data: st.DataObject) -> None:
    """Somebody with every role, who sees all units: only the course and its needs are left to decide."""
    everybody = person(*Role, who=data.draw(st.sampled_from([CLERK, HEAD])))
    changed = replace(
        ticket,
        state=data.draw(st.sampled_from(TicketState)),
        contacted_at=data.draw(st.sampled_from([None, NOW])),
        report=data.draw(st.sampled_from([None, REPORT, OPEN_REPORT])),
        finish_due_at=data.draw(st.sampled_from([NOW - timedelta(days=1), NOW + timedelta(days=9)])),
        matter_kind=data.draw(st.sampled_from([None, *MatterKind])),
        report_delivery=data.draw(st.sampled_from([None, *ReportDelivery])),
        report_upload=data.draw(st.sampled_from([None, *ReportDelivery])),
        dealings=data.draw(DEALINGS),
    )
    one = CaseAccess(ticket=changed, actor=everybody, now=NOW, co_units=data.draw(st.sampled_from([(), ("pudong",)])))
    act = data.draw(st.sampled_from(TRIED))
    assert one.may(act) == allows(act, one)


@pytest.mark.parametrize("act", [act for act in Act if roles(act)])
@pytest.mark.parametrize("role", list(Role))
def test_c4_nobody_is_offered_what_the_course_gives_to_other_roles(ticket: Ticket, act: Act, role: Role) -> None:
    one = CaseAccess(ticket=ticket, actor=person(role), now=NOW)
    assert not one.may(act) or role in roles(act)


def test_c9_a_unit_that_helps_gives_its_opinion_and_does_nothing_else(ticket: Ticket) -> None:
    helper = person(Role.clerk, unit="huangpu")
    one = CaseAccess(ticket=ticket, actor=helper, now=NOW, co_units=("huangpu",))
    assert [act for act in Act if roles(act) and one.may(act)] == [Act.opinion_given]
    assert next_step(one).words == "填写协办意见"


HAS_IT = ReportDelivery.delivered


def drafted(ticket: Ticket) -> Ticket:
    return replace(ticket, state=TicketState.report_filed, contacted_at=NOW, report=REPORT)


Told = tuple[Callable[[Ticket], Ticket], Actor, str, Act | None]
CLERK_OF_UNIT = person(Role.clerk, who=CLERK)
HEAD_OF_UNIT = person(Role.head)
OFFICE = person(Role.office, unit="office")
ASKED_FOR_REVIEW = CaseLog(reviews=(Review(as_of=NOW, asked_at=NOW),))
SAID: dict[str, Told] = {
    "new": (lambda one: one, CLERK_OF_UNIT, "签收并联系市民", Act.contact_tried),
    "new, seen by the office": (lambda one: one, OFFICE, "等承办单位联系市民", None),
    "signed": (lambda one: one.sign(), CLERK_OF_UNIT, "联系市民", Act.contact_tried),
    "contacted": (
        lambda one: replace(one, state=TicketState.handling, contacted_at=NOW),
        CLERK_OF_UNIT, "办理并填写办结报告", Act.report_filed,
    ),
    "drafted by himself": (drafted, CLERK_OF_UNIT, "等起草人以外的负责人签发办结报告", None),
    "drafted by another": (drafted, HEAD_OF_UNIT, "核对并签发办结报告", Act.signed_off),
    "drafted with open questions": (
        lambda one: replace(drafted(one), report=OPEN_REPORT),
        CLERK_OF_UNIT, "填齐办结报告里的办理结果，再送签发", Act.report_filed,
    ),
    "closed": (
        lambda one: replace(one, state=TicketState.closed, report_delivery=HAS_IT, report_upload=HAS_IT),
        OFFICE, "归档", Act.archived,
    ),
    "cancelled": (lambda one: one.cancel(NOW), CLERK_OF_UNIT, "热线已撤单，无需再办", None),
    "report lost": (
        lambda one: replace(drafted(one), state=TicketState.finished, report_delivery=ReportDelivery.failed),
        OFFICE, "查明办结报告报送热线失败的原因，再重新报送", Act.report_sent_again,
    ),
    "extension asked for": (
        lambda one: replace(one, dealings=CaseLog(extensions=(extended(RequestState.pending),))),
        OFFICE, "审批延期申请（5个工作日）", Act.extension_granted,
    ),
    "review asked for": (
        lambda one: replace(one, contacted_at=NOW, dealings=ASKED_FOR_REVIEW),
        CLERK_OF_UNIT, "答复热线的回访复核", Act.review_answered,
    ),
    "review asked for, but nobody was contacted": (
        lambda one: replace(one, dealings=ASKED_FOR_REVIEW),
        CLERK_OF_UNIT, "签收并联系市民", Act.contact_tried,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID)
def test_c4_the_next_thing_to_do_is_said_in_one_sentence(ticket: Ticket, case: str) -> None:
    changed, actor, words, act = SAID[case]
    said = next_step(CaseAccess(ticket=changed(ticket), actor=actor, now=NOW))
    assert (said.words, said.act) == (words, act)


def test_c4_whoever_was_not_reached_is_tried_again(ticket: Ticket, attempt: Callable[..., ContactAttempt]) -> None:
    once = ticket.try_contact(attempt(10, ContactOutcome.not_answered))
    assert "已登记1次" in next_step(CaseAccess(ticket=once, actor=CLERK_OF_UNIT, now=NOW)).words


def test_c4_what_runs_beside_the_course_is_said_too(ticket: Ticket) -> None:
    dealt = CaseLog(
        returns=(returned(RequestState.pending),),
        extensions=(extended(RequestState.pending),),
        pauses=(LimitPause(rule="inspection", note="", by=CLERK, at=NOW),),
        reviews=ASKED_FOR_REVIEW.reviews,
    )
    notes: Any = next_step(
        CaseAccess(ticket=replace(ticket, dealings=dealt), actor=CLERK_OF_UNIT, now=NOW)
    ).notes  # fmt: skip
    assert [any(word in note for note in notes) for word in ("退单", "延期", "检验、检测", "回访复核")] == [True] * 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_c4_whatever_is_said_to_be_next_is_something_that_the_person_may_do(
    ticket: Ticket, data: st.DataObject
) -> None:
    actor = data.draw(st.sampled_from([CLERK_OF_UNIT, HEAD_OF_UNIT, OFFICE, person(Role.secrecy, unit="office")]))
    changed = replace(
        ticket,
        state=data.draw(st.sampled_from(TicketState)),
        contacted_at=data.draw(st.sampled_from([None, NOW])),
        report=data.draw(st.sampled_from([None, REPORT])),
        dealings=data.draw(DEALINGS),
    )
    one = CaseAccess(ticket=changed, actor=actor, now=NOW)
    said = next_step(one, held=data.draw(st.booleans()))
    assert said.words
    assert said.act is None or one.may(said.act)
    assert Party.hotline.value not in said.words


def test_c9_the_order_waits_for_its_parts(ticket: Ticket) -> None:
    whole, part = drafted(ticket), replace(ticket, id=ID, part_of=ticket.id, part_no=1)
    said = next_step(CaseAccess(ticket=whole, actor=HEAD_OF_UNIT, now=NOW, parts=(part,)))
    assert (said.words, said.act) == ("等各拆分件办结后签发办结报告", None)
    over = next_step(
        CaseAccess(ticket=whole, actor=HEAD_OF_UNIT, now=NOW, parts=(replace(part, state=TicketState.closed),))
    )
    assert over.act is Act.signed_off


def test_c9_a_part_is_not_split_nor_returned_nor_extended_by_itself(ticket: Ticket) -> None:
    part = replace(ticket, part_of=ID, part_no=1)
    one = CaseAccess(ticket=part, actor=CLERK_OF_UNIT, now=NOW)
    assert not any(one.may(act) for act in (Act.split, Act.return_requested, Act.extension_requested))
    merged = CaseAccess(ticket=ticket, actor=CLERK_OF_UNIT, now=NOW, merged=True)
    assert not merged.may(Act.split)


def test_c4_every_need_of_an_act_of_staff_is_looked_at() -> None:
    """What the hotline or a receipt brings is no question for a form."""
    asked = {need for move in TABLE if roles(move.act) for need in move.needs}
    assert {need for need in asked if not need.conditions} <= {CONTACT_BY_THE_ACT, RETURN_PENDING}

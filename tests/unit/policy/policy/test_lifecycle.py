"""The life of a policy in any order of acts: no way to the public without three people and a passed gate."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from gongkai.actor import Actor, Role
from gongkai.privacy.gate import ReviewRules
from gongkai.privacy.open_matters import open_matters
from gongkai.privacy.word_list import word_list
from gongkai.refusals import Refusal
from gongkai.worktime.days import office_day
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.change import PolicyChange
from policy_service.policy.domain.draft import Disclosure, Draft
from policy_service.policy.domain.edition import Edition, LastEdition
from policy_service.policy.domain.interpretation import Element, ElementAnswer, Form, Interpretation
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.domain.validity import ActKind, ValidityAct
from policy_service.publication.domain import release
from policy_service.publication.domain.gate import Gate, publication_gate
from policy_service.publication.domain.pieces import FileText
from tests.examples import examples
from tests.unit.policy.acts import attach, interpret, leave_out, review, revise, schedule, unschedule

PEOPLE = [Actor(id, id, "food", frozenset({Role.office})) for id in "abcd"]
RULES = ReviewRules(word_list(), open_matters(), "bundled")
BODIES = ["一、可以。\n\n延续。", "可以延续。", "机密★一年\n\n可以。", "联系人电话：13812345678。", "（此件公开发布）"]
FILE = Attachment(file_id=UUID(int=7), title="表", name="a.txt", media_type="text/plain", size=1, sha256="a" * 64)
TEXT = Interpretation(
    id=UUID(int=8),
    form=Form.text,
    title="解读",
    unit="food",
    elements={element: ElementAnswer(text=f"{element}：这里写明具体内容。") for element in Element},
)
person = st.sampled_from(PEOPLE)
writer = st.sampled_from(PEOPLE[:2])


class Life(RuleBasedStateMachine):
    """Whoever may try whatever; refusals are right answers. `public` is what a citizen finds."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2024, 7, 8, 2, tzinfo=UTC)
        draft = Draft(
            title="关于延续的通知",
            document_no="沪市监食经〔2024〕12号",
            formed_on=date(2024, 7, 8),
            disclosure=Disclosure.active,
            body=BODIES[0],
        )
        self.policy = Policy.of(draft, id=UUID(int=1), by=PEOPLE[0], at=self.now)
        self.public: Edition | None = None
        self.wrote: set[str] = {"a"}
        self.signed_by: str | None = None
        self.released_by: str | None = None

    def gate(self) -> Gate:
        files = {FILE.file_id: FileText("没有个人信息")}
        return publication_gate(self.policy, files, RULES, frozenset(), office_day(self.now))

    def edited(self, by: Actor, policy: Policy) -> None:
        self.policy = policy
        self.wrote.add(by.id)
        self.signed_by = self.released_by = None

    def last(self) -> LastEdition | None:
        return LastEdition(self.public, self.policy) if self.public else None

    def record(self, change: PolicyChange) -> None:
        self.policy = change.policy
        if change.new_edition:
            self.public = change.new_edition.edition
        if change.turn:
            self.public = change.turn.edition
        if change.act is PolicyAct.withdraw:
            self.public = None

    @rule(by=writer, body=st.sampled_from(BODIES), normative=st.booleans(), note=st.sampled_from(["", "改了期限"]))
    def write(self, by: Actor, body: str, normative: bool, note: str) -> None:
        self.try_to_write(by, body, normative, note)

    def try_to_write(self, by: Actor, body: str, normative: bool, note: str) -> None:
        draft = replace(Draft(**self.policy.words), body=body, normative=normative, change_note=note)
        try:
            self.edited(by, revise(self.policy, draft, by=by, at=self.now))
        except Refusal:
            assert self.policy.state is PolicyState.withdrawn or (self.policy.edition and not note)

    @rule(by=writer, what=st.sampled_from(["file", "interpretation", "none"]))
    def add(self, by: Actor, what: str) -> None:
        try:
            if what == "file":
                after = attach(self.policy, FILE, by=by, at=self.now)
            elif what == "interpretation":
                after = interpret(self.policy, TEXT, by=by, at=self.now)
            else:
                after = leave_out(self.policy, TEXT.id, by=by, at=self.now)
        except Refusal:
            return
        self.edited(by, after)

    @rule(by=person)
    def review(self, by: Actor) -> None:
        self.try_to_review(by)

    def try_to_review(self, by: Actor) -> None:
        try:
            self.policy = review(self.policy, by=by, at=self.now)
        except Refusal:
            return
        self.signed_by = by.id

    @rule(by=person)
    def publish(self, by: Actor) -> None:
        self.try_to_publish(by)

    def try_to_publish(self, by: Actor) -> None:
        try:
            self.record(release.publish(self.policy, self.gate(), self.last(), by=by, at=self.now))
        except Refusal:
            return
        self.released_by = by.id
        self.check_hands()

    @rule(hours=st.integers(0, 48))
    def take_the_usual_way(self, hours: int) -> None:
        """As it should be, so that the odd acts also happen around what is public or scheduled."""
        self.try_to_write(PEOPLE[0], BODIES[0], False, "改了期限")
        self.try_to_review(PEOPLE[2])
        if hours:
            self.try_to_schedule(PEOPLE[3], hours)
        else:
            self.try_to_publish(PEOPLE[3])

    @rule(by=person, hours=st.integers(-1, 48))
    def schedule(self, by: Actor, hours: int) -> None:
        self.try_to_schedule(by, hours)

    def try_to_schedule(self, by: Actor, hours: int) -> None:
        try:
            scheduled = schedule(self.policy, self.now + timedelta(hours=hours), by=by, at=self.now)
        except Refusal:
            return
        if not self.gate().points:
            self.policy, self.released_by = scheduled, by.id

    @rule()
    def call_off(self) -> None:
        try:
            self.policy = unschedule(self.policy, by=PEOPLE[3])
        except Refusal:
            return
        self.released_by = None

    @rule(hours=st.integers(1, 72))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        due = self.policy.publish_at
        if due is None or due > self.now:
            return
        if self.gate().points:
            self.record(release.hold_back(self.policy, self.gate(), due))
            self.released_by = None
        else:
            self.record(release.publish_as_scheduled(self.policy, self.gate(), self.last(), self.now))
            self.check_hands()

    @rule(by=person, days=st.integers(-3, 3))
    def repeal(self, by: Actor, days: int) -> None:
        on = office_day(self.now) + timedelta(days=days)
        decision = ValidityAct(act=ActKind.repeal, on=on, reason="代替", by=by.id, at=self.now)
        with suppress(Refusal):
            self.record(release.repeal(self.policy, self.last(), decision, by=by, at=self.now))

    @precondition(lambda self: self.public is not None)
    @rule(by=person)
    def withdraw(self, by: Actor) -> None:
        self.record(release.withdraw(self.policy, self.last(), "误发", by=by, at=self.now))

    def check_hands(self) -> None:
        """Three people, of whom none did another's part, and the gate was open."""
        assert self.signed_by is not None
        assert self.released_by is not None
        assert self.released_by == self.policy.published_by
        assert len({self.signed_by, self.released_by} | self.wrote) == len(self.wrote) + 2
        assert self.public is not None
        masked = "&#42;" in self.public.body
        assert self.public.digest == ("" if masked else self.policy.signed_digest)

    @invariant()
    def the_public_finds_what_was_released_and_nothing_else(self) -> None:
        assert (self.public is not None) == self.policy.is_public
        assert self.policy.is_public == (self.policy.edition > 0 and self.policy.state is not PolicyState.withdrawn)
        if self.public is not None:
            assert self.public.number == self.policy.edition
            shown = self.public.public_json().decode()
            assert "★" not in shown
            assert "13812345678" not in shown

    @invariant()
    def a_schedule_has_a_time_a_signature_and_a_release(self) -> None:
        planned = self.policy.state is PolicyState.scheduled
        assert planned == (self.policy.publish_at is not None)
        if planned:
            assert self.policy.signed_digest == self.policy.digest
            assert self.policy.published_by == self.released_by


def test_e2_no_path_to_the_public_without_three_people_and_a_passed_gate() -> None:
    run_state_machine_as_test(Life, settings=settings(max_examples=examples(40), stateful_step_count=40))

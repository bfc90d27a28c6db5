"""Whatever comes doubled, late, in another order or before its order: the same ticket in the end (requirement C2)."""

from contextlib import suppress
from random import Random
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gongkai.refusals import Refusal
from gongkai.worktime.calendar import load_calendar
from gongkai.worktime.clock import ClockState
from tests.unit.ticket.hotline_model import Bureau, Hotline
from ticket_service.intake.domain.message import Message, MessageKind, MessageState
from ticket_service.ticket.domain.lifecycle import Act, TicketState
from ticket_service.ticket.domain.limits import FINISH_WITHIN, SUPERVISED_WITHIN

ONLY_NOTED = (Act.amended, Act.urged, Act.reopening_known, Act.overtaken)
OVER = (TicketState.cancelled, TicketState.returned)


class EveryOrder(RuleBasedStateMachine):
    """One bureau gets each message when the network likes, the other as the hotline said them.

    What staff do stands between: by then all that was said before has come. (What is later still meets a ticket on
    which people have already acted, and is overtaken or waits; that is not a question of order any more.)
    """

    def __init__(self) -> None:
        super().__init__()
        calendar = load_calendar()
        self.hotline = Hotline()
        self.tossed, self.plain = Bureau(calendar), Bureau(calendar)
        self.flying: list[Message] = []
        self.landed: list[Message] = []
        self.phase: list[Message] = []
        self.requests = 0

    @precondition(lambda self: self.hotline.may_say())
    @rule(data=st.data(), draw=st.integers(0, 11))
    def the_hotline_speaks(self, data: st.DataObject, draw: int) -> None:
        said = self.hotline.say(data.draw(st.sampled_from(self.hotline.may_say())), draw)
        self.flying += said
        self.phase += said

    @precondition(lambda self: self.flying)
    @rule(data=st.data(), times=st.integers(1, 2))
    def a_message_arrives(self, data: st.DataObject, times: int) -> None:
        message = self.flying.pop(data.draw(st.integers(0, len(self.flying) - 1)))
        for _ in range(times):
            self._land(message)

    @precondition(lambda self: self.landed)
    @rule(data=st.data())
    def a_message_arrives_again(self, data: st.DataObject) -> None:
        """Under its old id, or the hotline's order and its survey under a new one."""
        message = data.draw(st.sampled_from(self.landed))
        before = self.tossed.outcome()
        self._land(message)
        if message.kind in (MessageKind.created, MessageKind.surveyed) and message not in self.flying:
            self._land(
                Message(**{name: getattr(message, name) for name in message.__slots__} | {"id": f"{message.id}-2"})
            )
        assert self.tossed.outcome() == before

    @rule(shuffle=st.randoms(use_true_random=False))
    def all_has_arrived(self, shuffle: Random) -> None:
        shuffle.shuffle(self.flying)
        while self.flying:
            self._land(self.flying.pop())
        for message in self.phase:
            self.plain.take(message, self.hotline.now)
        self.phase.clear()
        assert self.tossed.outcome() == self.plain.outcome()

    @precondition(lambda self: self._in_hand())
    @rule(shuffle=st.randoms(use_true_random=False))
    def the_unit_finishes(self, shuffle: Random) -> None:
        self.all_has_arrived(shuffle)
        if self._in_hand():
            self.hotline.minute += 1
            for bureau in (self.tossed, self.plain):
                bureau.finish(self.hotline.now)
            self.hotline.stage = "done"
            self.hotline.return_asked = self.hotline.extension_asked = None

    @precondition(lambda self: self._in_hand())
    @rule(shuffle=st.randoms(use_true_random=False), back=st.booleans())
    def the_unit_asks(self, shuffle: Random, back: bool) -> None:
        self.all_has_arrived(shuffle)
        if not self._in_hand():
            return
        self.hotline.minute += 1
        self.requests += 1
        request_id = UUID(int=self.requests)
        with suppress(Refusal):
            for bureau in (self.tossed, self.plain):
                (bureau.ask_return if back else bureau.ask_extension)(request_id, self.hotline.now)
            if back:
                self.hotline.return_asked = request_id
            else:
                self.hotline.extension_asked = request_id

    @precondition(lambda self: self._in_hand())
    @rule(shuffle=st.randoms(use_true_random=False))
    def the_unit_splits(self, shuffle: Random) -> None:
        self.all_has_arrived(shuffle)
        if not self._in_hand():
            return
        self.hotline.minute += 1
        with suppress(Refusal):
            for bureau in (self.tossed, self.plain):
                bureau.split(self.hotline.now)

    @precondition(lambda self: self.tossed.open_parts)
    @rule(shuffle=st.randoms(use_true_random=False))
    def a_part_is_finished(self, shuffle: Random) -> None:
        self.all_has_arrived(shuffle)
        self.hotline.minute += 1
        for bureau in (self.tossed, self.plain):
            if bureau.open_parts:
                bureau.finish_a_part(self.hotline.now)

    @precondition(lambda self: self.hotline.review_open)
    @rule(shuffle=st.randoms(use_true_random=False))
    def the_unit_answers_the_review(self, shuffle: Random) -> None:
        self.all_has_arrived(shuffle)
        self.hotline.minute += 1
        with suppress(Refusal):
            for bureau in (self.tossed, self.plain):
                bureau.answer_review(self.hotline.now)
        self.hotline.review_open = False

    @invariant()
    def there_is_one_ticket_at_most(self) -> None:
        assert [step.act for step in self.tossed.steps].count(Act.received) == len(self.tossed.tickets) <= 1

    @invariant()
    def no_clock_moves_for_what_is_only_noted(self) -> None:
        assert not [step for step in self.tossed.steps if step.act in ONLY_NOTED and step.moments]
        watched = [step for step in self.tossed.steps if step.act is Act.supervised]
        assert {limit.code for step in watched for limit, _ in step.moments} <= {SUPERVISED_WITHIN.code}
        assert not [step for step in watched if step.ticket.part_of and step.moments]

    @invariant()
    def what_is_taken_back_is_taken_back_whole(self) -> None:
        for bureau in (self.tossed, self.plain):
            assert not (bureau.open_parts and bureau.ticket and bureau.ticket.state in OVER)
            assert not (bureau.open_parts and bureau.ticket and bureau.ticket.is_done), "the order's report comes last"

    @invariant()
    def an_open_part_owes_what_the_order_owes(self) -> None:
        clocks = self.tossed.clocks
        for part in self.tossed.open_parts:
            mine, whole = clocks[part.part_no, FINISH_WITHIN.code], clocks[0, FINISH_WITHIN.code]
            assert (mine.state, mine.due_on, mine.cycle) == (whole.state, whole.due_on, whole.cycle)

    @invariant()
    def what_is_over_counts_nothing(self) -> None:
        for one in (*self.tossed.parts, *self.tossed.tickets.values()):
            if one.state in OVER:
                kept = [clock for (number, _), clock in self.tossed.clocks.items() if number == one.part_no]
                assert ClockState.running not in {clock.state for clock in kept}

    @invariant()
    def nothing_is_kept_twice(self) -> None:
        ids = [one.id for one in self.tossed.kept]
        assert len(ids) == len(set(ids))
        waiting = [one for one in self.tossed.kept if one.state is MessageState.held]
        assert all(one.order or one.kind is not MessageKind.amended for one in waiting), "what waits keeps its content"

    def _land(self, message: Message) -> None:
        self.tossed.take(message, self.hotline.now)
        self.landed.append(message)

    def _in_hand(self) -> bool:
        return self.tossed.ticket is not None and self.tossed.ticket.is_open


EveryOrder.TestCase.settings = settings(stateful_step_count=30)


class TestC2EveryOrderOfArrivalGivesTheSameTicket(EveryOrder.TestCase):  # type: ignore[misc, valid-type]
    """C2: run by hypothesis."""


def test_c4_an_acceptance_outweighs_even_a_final_refusal_whichever_comes_first() -> None:
    request_id, outcomes = UUID(int=7), []
    hotline = Hotline(return_asked=request_id)
    created = hotline.say(MessageKind.created, 0)
    refused, accepted = (hotline.say(kind, 0)[0] for kind in (MessageKind.return_refused, MessageKind.return_accepted))
    assert refused.said
    assert refused.said.final
    for decisions in ((refused, accepted), (accepted, refused)):
        bureau = Bureau(load_calendar())
        bureau.take(created[0], hotline.now)
        bureau.ask_return(request_id, hotline.now)
        for message in decisions:
            bureau.take(message, hotline.now)
        outcomes.append(bureau.outcome())
    assert outcomes[0] == outcomes[1]
    assert [final for _, _, final in outcomes[0]["returns"]] == [False]

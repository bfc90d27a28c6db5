"""A reopening waits for what the hotline decided before it (requirement C2)."""

from itertools import permutations
from uuid import UUID

from gongkai.worktime.calendar import load_calendar
from tests.unit.ticket.hotline_model import Bureau, Hotline
from ticket_service.intake.domain.message import MessageKind
from ticket_service.ticket.domain.lifecycle import TicketState


def test_c2_a_reopening_is_not_lost_before_the_acceptance_of_a_return_that_was_refused_at_first() -> None:
    request_id = UUID(int=7)
    hotline = Hotline(return_asked=request_id)
    created = hotline.say(MessageKind.created, 0)[0]
    refused = hotline.say(MessageKind.return_refused, 0)[0]
    later = [hotline.say(kind, 0)[0] for kind in (MessageKind.return_accepted, MessageKind.reopened)]
    for arrivals in permutations(later):
        bureau = Bureau(load_calendar())
        bureau.take(created, hotline.now)
        bureau.ask_return(request_id, hotline.now)
        for message in (refused, *arrivals):
            bureau.take(message, hotline.now)
        assert bureau.ticket
        assert bureau.ticket.state is TicketState.rehandling

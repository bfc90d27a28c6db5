"""What the hotline comes back with after the report: its survey, 重办, 回访复核; and the unit's answer to the last."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from gongkai.worktime.clock import Moment, MomentKind
from gongkai.worktime.days import office_day
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.limits import CONTACT_WITHIN, FINISH_WITHIN, REVIEW_WITHIN, SUPERVISED_WITHIN, Owed
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import CaseLog, Grade, Review, Supervision, Survey

REPLY_LONGEST: Final = 2000
FIRST: Final = 1
BEGINNING: Final = datetime.min.replace(tzinfo=UTC)
END: Final = datetime.max.replace(tzinfo=UTC)


def is_of_an_earlier_round(ticket: Ticket, as_of: datetime) -> bool:
    """Whether the hotline said it before it came back with the order; both times are the hotline's."""
    reopened = ticket.case_log.reopened_as_of
    return reopened is not None and as_of < reopened


def reopen(ticket: Ticket, as_of: datetime, arrived_at: datetime) -> tuple[Ticket, tuple[Owed, ...]]:
    """A new round: the report of the last one is kept, the finish is counted anew from the receipt of the message."""
    dealt = ticket.case_log
    ended = ticket.finished_at or dealt.ended_at or ticket.received_at
    supervisions, supervised = _supervised_since(as_of, dealt.supervisions)
    after = ticket.after(
        Act.reopened,
        report=None,
        report_delivery=None,
        report_receipt=None,
        report_upload=None,
        upload_receipt=None,
        uploaded_at=None,
        finished_at=None,
        dealings=replace(
            dealt,
            cycle=dealt.cycle + 1,
            reopened_as_of=as_of,
            earlier_reopenings=(*dealt.earlier_reopenings, dealt.reopened_as_of) if dealt.reopened_as_of else (),
            ended_at=ended,
            earlier_reports=(*dealt.earlier_reports, ticket.report) if ticket.report else dealt.earlier_reports,
            supervisions=supervisions,
        ),
    )
    counted = Moment(kind=MomentKind.started, at=max(min(as_of, arrived_at), ended), reason="热线重办")
    limits = (FINISH_WITHIN,) if ticket.contacted_at else (CONTACT_WITHIN, FINISH_WITHIN)
    return after, (*((limit, counted) for limit in limits), *supervised)


def supervise(ticket: Ticket, supervision: Supervision | None) -> tuple[Ticket, tuple[Owed, ...]]:
    """The hotline watches the order, and may want the report within a limit of its own (督办时限), which ends with the
    report's signature. An order that is not in hand, or was since opened anew, is only known to be watched; if the
    order comes back and the hotline said it after that, its clock is started then (see `reopen`)."""
    if supervision is None:
        return ticket.supervise(), ()
    counted = ticket.is_open and not is_of_an_earlier_round(ticket, supervision.as_of)
    known = replace(supervision, counted=counted)
    dealt = replace(ticket.case_log, supervisions=(*ticket.case_log.supervisions, known))
    return replace(ticket, dealings=dealt).supervise(), (_started(known),) if counted else ()


def _supervised_since(
    as_of: datetime, supervisions: Sequence[Supervision]
) -> tuple[tuple[Supervision, ...], tuple[Owed, ...]]:
    """What the hotline said of this round before it told us that the round was opened: from now on it counts."""
    of_the_round = [one for one in supervisions if one.as_of >= as_of]
    counted = tuple(replace(one, counted=True) if one in of_the_round else one for one in supervisions)
    return counted, tuple(map(_started, of_the_round))


def _started(supervision: Supervision) -> Owed:
    received = supervision.received_at
    moment = Moment(
        kind=MomentKind.started,
        at=received,
        day=office_day(received),
        days=supervision.days,
        reason="热线督办",
    )
    return SUPERVISED_WITHIN, moment


def know_reopening(ticket: Ticket, as_of: datetime) -> Ticket:
    """The hotline says again that the round which is going on was opened; nothing is counted anew."""
    known = ticket.case_log.reopened_as_of
    return ticket.after(
        Act.reopening_known, dealings=replace(ticket.case_log, reopened_as_of=max(known, as_of) if known else as_of)
    )


def record_survey(ticket: Ticket, survey: Survey) -> Ticket:
    """What the citizen said, in the hotline's order; about an earlier round it moves nothing."""
    surveys = tuple(sorted((*ticket.case_log.surveys, survey), key=_in_hotline_order))
    after = ticket.after(Act.surveyed, dealings=replace(ticket.case_log, surveys=surveys))
    return replace(after, state=ticket.state) if is_of_an_earlier_round(ticket, survey.as_of) else after


def answer_in(dealt: CaseLog, cycle: int) -> Survey | None:
    """What the citizen said last of a round: until the hotline came back with the order, and since it last had. Of a
    round whose bounds were not kept, as they once were not, nobody knows."""
    kept = [*dealt.earlier_reopenings, *([dealt.reopened_as_of] if dealt.reopened_as_of else [])]
    reopenings = [*[None] * (dealt.cycle - FIRST - len(kept)), *kept]
    bounds = [BEGINNING, *reopenings, END]
    since, until = bounds[cycle - FIRST], bounds[cycle]
    if since is None or until is None:
        return None
    said = [one for one in dealt.surveys if since < one.as_of <= until]
    return said[-1] if said else None


def calls_for_another_round(ticket: Ticket, survey: Survey) -> bool:
    """Whoever is dissatisfied has his matter handled once more; a second time he has not (requirement C7)."""
    return survey.grade is Grade.dissatisfied and ticket.case_log.cycle == FIRST and ticket.is_done


def ask_review(ticket: Ticket, as_of: datetime, arrived_at: datetime) -> tuple[Ticket, tuple[Owed, ...]]:
    """The hotline wants an answer within three working days; a clock of its own counts them."""
    reviews = ticket.case_log.reviews
    received = min(as_of, arrived_at)
    asked = Review(as_of=as_of, asked_at=received)
    after = ticket.after(Act.review_asked, dealings=replace(ticket.case_log, reviews=(*reviews, asked)))
    return after, ((REVIEW_WITHIN, Moment(kind=MomentKind.started, at=received, reason="热线回访复核")),)


def _in_hotline_order(survey: Survey) -> tuple[datetime, Grade, str, str]:
    return survey.as_of, survey.grade, str(survey.contacted_first), str(survey.solved)

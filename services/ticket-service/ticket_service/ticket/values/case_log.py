"""Case log of a ticket: requests, reviews, surveys, rounds, pauses, and what staff noted.

A new kind of `Note` is a class here and a tuple of the `CaseLog`; how it is masked and how it stands on the case page
follow from these.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, Final, Self, TypeVar, get_args
from uuid import UUID

from ticket_service.ticket.values.order import WordEnum
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.report import Report

Code = Annotated[str, "not typed freely"]
"""A unit, a rule, or the name of an official. Any other text of an entry is hidden from whom the citizen is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """Something that passed beside the matter itself."""

    def hidden(self, hide: Callable[[str], str]) -> Self:
        """With every word that staff wrote hidden as far as it has to be."""
        return replace(self, **{one.name: hide(getattr(self, one.name)) for one in fields(self) if one.type is str})


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(LogEntry):
    """What a member of staff noted; no clock moves by it. `lead` stands first on the case page, the `note` below."""

    title: ClassVar[str]
    note: str = ""
    at: datetime
    by: Person

    @property
    def lead(self) -> str:
        """What it is about, in one or two words."""
        return ""


class LegalChannel(WordEnum):
    """法定渠道: where the citizen has to go with what the hotline cannot decide."""

    petition = "petition", "信访"
    disclosure = "disclosure", "政府信息公开"
    review = "review", "行政复议"
    lawsuit = "lawsuit", "行政诉讼"
    discipline = "discipline", "纪检监察"
    labour_arbitration = "labour_arbitration", "劳动仲裁"
    arbitration = "arbitration", "司法仲裁"
    other = "other", "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral(Note):
    """The citizen was told his channel, by whom, and in which words."""

    title = "告知法定渠道"
    channel: LegalChannel

    @property
    def lead(self) -> str:
        """The channel."""
        return self.channel.words


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord(Note):
    """存电: the call is kept on file, by whom, and why."""

    title = "存电"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision(LogEntry):
    """督办 with a limit of its own (督办时限). `as_of` is the hotline's time of it, `received_at` from when its working
    days count; `counted`: its clock was started."""

    as_of: datetime
    received_at: datetime
    days: int
    counted: bool = False


class ReturnReason(WordEnum):
    """退单理由: the six of the hotline's software."""

    out_of_scope = "out_of_scope", "非热线受理范围"
    not_our_duty = "not_our_duty", "非本单位职能"
    not_our_area = "not_our_area", "非本单位辖区"
    incomplete = "incomplete", "因工单要素不全致无法处置"
    wrongly_repeated = "wrongly_repeated", "不当重复派单"
    other = "other", "其他"


class Grade(WordEnum):
    """是否满意, as the hotline's survey says."""

    satisfied = "satisfied", "满意"
    accepted = "accepted", "认可", "基本满意"
    dissatisfied = "dissatisfied", "不满意"
    not_rated = "not_rated", "未评价"
    other = "other", "其他"


class MatterKind(WordEnum):
    """What the matter is in law; a message that is both a complaint and a report is split."""

    complaint = "complaint", "投诉"
    report = "report", "举报"
    consultation = "consultation", "咨询"
    suggestion = "suggestion", "建议"
    help = "help", "求助"
    other = "other", "其他"


class Legal(WordEnum):
    """What the law knows of a complaint or a report on its way."""

    complaint_accepted = "complaint_accepted", "受理投诉"
    complaint_refused = "complaint_refused", "不予受理投诉"
    mediation_ended = "mediation_ended", "终止调解"
    case_opened = "case_opened", "举报立案"
    case_declined = "case_declined", "举报不予立案"
    other = "other", "其他"


class RequestState(StrEnum):
    """pending until somebody decides; lapsed when the report was signed, or the order taken back, before that."""

    pending = "pending"
    granted = "granted"
    refused = "refused"
    lapsed = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequest(LogEntry):
    """退单: the unit wants to give the order back. `final` is a refusal after which none may be asked for again."""

    id: UUID
    at: datetime
    by: Person
    reason: ReturnReason
    note: str
    state: RequestState = RequestState.pending
    decided_at: datetime | None = None
    decided_by: Code = ""
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRequest(LogEntry):
    """延期: the unit needs more working days in this round; `granted` may be fewer than it asked for."""

    id: UUID
    at: datetime
    by: Person
    cycle: int
    days: int
    reason: str
    state: RequestState = RequestState.pending
    granted: int = 0
    decided_at: datetime | None = None
    decided_by: Code = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(LogEntry):
    """回访复核: the hotline called back and wants to know more. `as_of` is the hotline's time of it.

    `answered_at` without a person: it lapsed, for the order went back to the hotline.
    """

    as_of: datetime
    asked_at: datetime
    answered_at: datetime | None = None
    answered_by: Person | None = None
    reply: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(LogEntry):
    """What the citizen said when the hotline asked; `as_of` is the hotline's time of it. Why he said so stays in the
    hotline's raw message. `contacted_first`: staff got in touch first; `solved`: 实际解决, or only 解释说明."""

    as_of: datetime
    grade: Grade
    contacted_first: bool | None = None
    solved: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitPause(LogEntry):
    """The limit stood still, by a rule of handling_rules.toml."""

    rule: Code
    note: str
    by: Person
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalStep(Note):
    """A step of the law, and who took it."""

    title = "法定步骤"
    step: Legal

    @property
    def lead(self) -> str:
        """The step."""
        return self.step.words


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion(LogEntry):
    """What a helping unit found (协办意见)."""

    unit: Code
    at: datetime
    by: Person
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(LogEntry):
    """改派: the office gave the order to another unit, and why."""

    unit_from: Code
    unit_to: Code
    at: datetime
    by: Person
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection(LogEntry):
    """派单异议: the unit says that the order is not for it, and may say for whom it is. `granted`: the office gave the
    order to another unit. `answer` is why it did not."""

    id: UUID
    at: datetime
    by: Person
    unit: Code
    reason: str
    proposed_unit: Code | None = None
    state: RequestState = RequestState.pending
    decided_at: datetime | None = None
    decided_by: Code = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLog:
    """All of it. `cycle` counts the rounds of handling, `reopened_as_of` is the hotline's time of the last reopening,
    `earlier_reopenings` are those before it, `ended_at` is when the round before it ended, `earlier_reports` what was
    signed in earlier rounds."""

    cycle: int = 1
    reopened_as_of: datetime | None = None
    earlier_reopenings: tuple[datetime, ...] = ()
    ended_at: datetime | None = None
    times_supervised: int = 0
    returns: tuple[ReturnRequest, ...] = ()
    extensions: tuple[ExtensionRequest, ...] = ()
    reviews: tuple[Review, ...] = ()
    surveys: tuple[Survey, ...] = ()
    pauses: tuple[LimitPause, ...] = ()
    earlier_reports: tuple[Report, ...] = ()
    legal_steps: tuple[LegalStep, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    objections: tuple[Objection, ...] = ()
    supervisions: tuple[Supervision, ...] = ()
    channels_told: tuple[Referral, ...] = ()
    holds: tuple[CallRecord, ...] = ()

    @property
    def pending_return(self) -> ReturnRequest | None:
        """The return that waits for the hotline."""
        return self.returns[-1] if self.returns and self.returns[-1].state is RequestState.pending else None

    @property
    def pending_extension(self) -> ExtensionRequest | None:
        """The extension that waits for somebody's decision."""
        waiting = self.extensions and self.extensions[-1].state is RequestState.pending
        return self.extensions[-1] if waiting else None

    @property
    def pending_objection(self) -> Objection | None:
        """The objection to the dispatch on which the office has not decided."""
        waiting = self.objections and self.objections[-1].state is RequestState.pending
        return self.objections[-1] if waiting else None

    @property
    def pending_review(self) -> Review | None:
        """The call-back review that is to be answered."""
        return self.reviews[-1] if self.reviews and self.reviews[-1].answered_at is None else None

    @property
    def open_pause(self) -> LimitPause | None:
        """The pause that lasts."""
        return self.pauses[-1] if self.pauses and self.pauses[-1].until is None else None

    @property
    def grade(self) -> Grade | None:
        """What the citizen said last."""
        return self.surveys[-1].grade if self.surveys else None

    @property
    def notes(self) -> tuple[tuple[str, tuple[Note, ...]], ...]:
        """What staff noted, kind by kind, under the title of each."""
        return tuple((kind.title, noted) for name, kind in _kinds_of_note().items() if (noted := getattr(self, name)))

    def with_note(self, note: Note) -> Self:
        """One more note, behind those of its kind."""
        name = next(name for name, kind in _kinds_of_note().items() if kind is type(note))
        noted: dict[str, Any] = {name: (*getattr(self, name), note)}
        return replace(self, **noted)

    def with_return(self, request: ReturnRequest) -> Self:
        """A new return, or the same one as decided."""
        return replace(self, returns=_with(self.returns, request))

    def with_extension(self, request: ExtensionRequest) -> Self:
        """A new extension, or the same one as decided."""
        return replace(self, extensions=_with(self.extensions, request))

    def with_objection(self, objection: Objection) -> Self:
        """A new objection, or the same one as decided."""
        return replace(self, objections=_with(self.objections, objection))

    def masked(self, hide: Callable[[str], str]) -> Self:
        """With every word that staff wrote hidden as far as it has to be."""
        known = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in DATES}
        written: dict[str, Any] = {
            name: tuple(entry.hidden(hide) for entry in entries)
            for name, entries in known.items()
            if isinstance(entries, tuple)
        }
        return replace(self, **written)

    def lapsed(self, at: datetime) -> Self:
        """Nobody decides any more on what was asked for, and no pause goes on."""
        dealings = self
        if asked := self.pending_return:
            dealings = dealings.with_return(replace(asked, state=RequestState.lapsed))
        if wanted := self.pending_extension:
            dealings = dealings.with_extension(replace(wanted, state=RequestState.lapsed))
        if said := self.pending_objection:
            dealings = dealings.with_objection(replace(said, state=RequestState.lapsed))
        if pause := self.open_pause:
            dealings = replace(dealings, pauses=(*self.pauses[:-1], replace(pause, until=at)))
        return dealings


R = TypeVar("R", bound=ReturnRequest | ExtensionRequest | Objection)

EMPTY: Final = CaseLog()
DATES: Final = ("earlier_reopenings",)


@cache
def _kinds_of_note() -> dict[str, type[Note]]:
    """The tuples of a case log that hold notes, and the class of each."""
    kinds = ((one.name, get_args(one.type)) for one in fields(CaseLog))
    return {name: kind[0] for name, kind in kinds if kind and isinstance(kind[0], type) and issubclass(kind[0], Note)}


def _with(requests: Sequence[R], one: R) -> tuple[R, ...]:
    """One of the requests as it is now, in its old place; or a new one behind them."""
    if all(known.id != one.id for known in requests):
        return (*requests, one)
    return tuple(one if known.id == one.id else known for known in requests)

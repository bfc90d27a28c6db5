"""Answers to questions: drafted, judged by the gate, reviewed, cleared, unmasked, announced by mail."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.text import Line, Prose
from gongkai.mail.mail import Mail, NotTaken
from gongkai.observability import metrics
from gongkai.organisation.units import name_of
from gongkai.privacy.gate import Judgement, judge_in_thread
from gongkai.refusals import Ground
from gongkai.review import clearances, rules
from gongkai.review.clearing import Clearing, NotHeld, PieceDigest, require_held
from gongkai.review.seal import Seal, SealBroken
from gongkai.review.unmasking import Unmasking, note_unmasking
from gongkai.unit_of_work import Work
from inquiry_service.answering import domain
from inquiry_service.answering.domain import LetterContent, letter_mail, pieces, renditions
from inquiry_service.question.domain.board import PolicyClause, resolve_clauses
from inquiry_service.question.domain.letter import AnswerLetterState
from inquiry_service.question.domain.lifecycle import AnswerHeldBack, QuestionAct, require
from inquiry_service.question.domain.question import Audience, Original, Question, QuestionState, public_path
from inquiry_service.question.record import record
from inquiry_service.question.store import boards, letters, questions
from inquiry_service.question.store.letters import ClaimedLetter
from inquiry_service.question.usecases import unseal_original

CHANNEL: Final = "letter"
UNOPENED: Final = NotTaken(SealBroken.__name__)
OUTCOMES: Final = {AnswerLetterState.sent: "done", AnswerLetterState.waiting: "again"}
Post = Callable[[Sequence[Mail]], Awaitable[Sequence[NotTaken | None]]]
"""Hands mails to the mail server; for each `None` once it was taken, or why not. Never raises for a mail."""


async def judge_answer(question: Question, db: AsyncConnection) -> Judgement:
    """Judge a question and its answer by the present rules and clearances; the same for preview and review."""
    cleared = await clearances.cleared(db, question.id)
    return await judge_in_thread(pieces(question), await rules.current(db), cleared)


class AnswerDraft(Body):
    """What the asker, and under a policy everybody, will read once another person has agreed."""

    answer: Annotated[
        str,
        Prose(5000, least=5),
        Input("答复", "直接回答所问，写明依据和办理渠道；个人信息会被遮盖。", rows=10),
    ]
    clauses: Annotated[
        tuple[Annotated[str, Line(80)], ...],
        Field(max_length=20, description="Ids of clauses that the answer names, beside the one asked about"),
        Input("答复涉及的条款", widget=Widget.select, blank="不涉及"),
    ] = ()
    publish: Annotated[
        bool,
        Field(description="A consultation's or a spoken answer is public too; what was written on a board is anyway"),
        Input("公开这件咨询和答复"),
    ] = False
    withheld: Annotated[
        str,
        Line(200, least=0),
        Field(description="Under a policy: why only the asker may read the answer; on record"),
        Input(
            "不公开的理由",
            "一般都应公开。确实不宜公开的，写明理由，答复只给提问人看，并记入审计日志。",
        ),
    ] = ""

    @property
    def audience(self) -> Audience:
        """The readers that the form asks for."""
        return Audience(self.publish, self.withheld)

    def is_draft_of(self, question: Question, by: Actor) -> bool:
        """Whether this person has written exactly this already."""
        return (
            question.state is QuestionState.answer_drafted
            and by.id in question.drafted_by
            and question.answer == self.answer
            and {clause.id for clause in question.clauses} == {*self.clauses}
            and question.to_publish is self.audience.is_everybody(question.on_a_board)
            and question.withheld == (self.withheld if question.on_a_board else "")
        )


async def draft_answer(question_id: UUID, written: AnswerDraft, read_version: int | None, work: Work) -> Question:
    """Write the answer to a question of the own unit; another person has to agree to it."""
    question = (await questions.question(work.db, question_id, work.actor.only_unit)).as_read(read_version)
    clauses = await _clauses_of(question, written, work)
    change = domain.draft(
        question, written.answer, clauses=clauses, audience=written.audience, by=work.actor, at=work.now
    )
    return await record(change, work)


async def _clauses_of(question: Question, written: AnswerDraft, work: Work) -> tuple[PolicyClause, ...]:
    """From the policy as it is now, or as the question was linked already; a consultation is under no policy."""
    if not written.clauses:
        return ()
    known = (*((question.clause,) if question.clause else ()), *question.clauses)
    board = await boards.board(work.db, question.policy_id) if question.policy_id else None
    return resolve_clauses(written.clauses, (*known, *(board.clauses if board else ())))


async def review_answer(question_id: UUID, read_version: int | None, work: Work) -> Question:
    """Agree to an answer that another person drafted, if the gate lets it pass; raises AnswerHeldBack."""
    question = (await questions.question(work.db, question_id, work.actor.only_unit)).as_read(read_version)
    require(QuestionAct.review_answer, question, work.actor.id)
    judgement = await judge_answer(question, work.db)
    if judgement.points:
        raise AnswerHeldBack("答复还不能发出，请先处理以下问题。", points=judgement.points)
    text, rendition = renditions(question, judgement)
    return await record(domain.review(question, text=text, rendition=rendition, by=work.actor, at=work.now), work)


class AnswerNotHeld(NotHeld):
    """The gate does not hold these words of a question or its answer; they may have been changed."""

    code = "answer-not-held"
    ground = Ground.conflict


class ClearedMarks(Clearing):
    """Which texts may pass, by the digests that the gate shows, and why."""

    digests: tuple[PieceDigest, ...] = Field(min_length=1, max_length=10)


async def clear_marks(question_id: UUID, marks: ClearedMarks, work: Work) -> None:
    """Let texts pass that the gate holds, as they are now; raises AnswerNotHeld for any other text."""
    question = await questions.question(work.db, question_id)
    require_held(marks.digests, (await judge_answer(question, work.db)).held, AnswerNotHeld)
    await clearances.clear(work, question.id, marks.digests, marks.reason)


async def unmask_question(question_id: UUID, unmasking: Unmasking, seal: Seal, work: Work) -> Original:
    """Read the original words and address for a purpose; the audit entry is part of the same transaction."""
    question = await questions.question(work.db, question_id, work.actor.only_unit)
    note_unmasking(work, str(question.id), unmasking.purpose)
    return unseal_original(question, seal)


async def send_letters(
    open_work: Callable[[], AbstractAsyncContextManager[Work]], post: Post, seal: Seal, base_url: str
) -> int:
    """Send the letters that are due; return how many were claimed.

    Claim, send, write down: the network is never used inside a transaction. A sender that dies in between leaves a
    lease; the letter goes out again with the same Message-ID.
    """
    async with open_work() as work:
        due = await letters.claim(work.db, work.now)
    if not due:
        return 0
    outcomes = await _post(due, post, seal, base_url)
    async with open_work() as work:
        tried = [one.letter.record_try(failure, work.now) for one, failure in zip(due, outcomes, strict=True)]
        for letter in tried:
            await letters.settle(work.db, letter)
    for letter in tried:
        metrics.delivered(CHANNEL, OUTCOMES.get(letter.state, "dead"))
    return len(due)


async def _post(due: Sequence[ClaimedLetter], post: Post, seal: Seal, base_url: str) -> list[NotTaken | None]:
    """One outcome for each; a letter whose address is under a broken seal waits without holding up the others."""
    mails = [_mail(one, seal, base_url) for one in due]
    taken = iter(await post([mail for mail in mails if mail]))
    return [next(taken) if mail else UNOPENED for mail in mails]


def _mail(due: ClaimedLetter, seal: Seal, base_url: str) -> Mail | None:
    letter, question = due.letter, due.question
    try:
        address = unseal_original(question, seal).email
    except SealBroken:
        return None
    content = LetterContent(
        receipt_no=question.receipt_no,
        unit=name_of(question.unit),
        again=letter.cycle > 1,
        answer_path=public_path(question.id) if due.in_public else "",
    )
    return letter_mail(letter, content, address, base_url)

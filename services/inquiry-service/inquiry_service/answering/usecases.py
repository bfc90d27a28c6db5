"""Answers to questions: judged by the gate, drafted, reviewed, cleared, unmasked, and told to the asker by mail."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.events.inquiry import AnswerDrafted, QuestionAnswered
from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.mail.mail import Mail, NotTaken
from gongkai.observability import metrics
from gongkai.organisation.units import name_of
from gongkai.privacy.gate import Judgement, judge_aside
from gongkai.privacy.masking import mask
from gongkai.refusals import Ground, Point, Refusal
from gongkai.review import clearances, rules
from gongkai.review.seal import Seal, SealBroken
from gongkai.review.unmasking import Unmasking, note_unmasking
from gongkai.unit_of_work import Work
from inquiry_service.answering.domain import Letter, LetterState, Told, as_it_goes_out, mail, pieces
from inquiry_service.question.domain.board import Clause, clauses_named
from inquiry_service.question.domain.lifecycle import AnswerHeldBack
from inquiry_service.question.domain.question import Audience, Original, Question, QuestionState, public_path
from inquiry_service.question.record import told
from inquiry_service.question.store import boards, letters
from inquiry_service.question.store import questions as store
from inquiry_service.question.store.letters import Due
from inquiry_service.question.usecases import opened


async def judge_answer(question: Question, db: AsyncConnection) -> Judgement:
    """By the rules as they are now and by what the secrecy officer has cleared."""
    cleared = await clearances.cleared(db, question.id)
    return await judge_aside(pieces(question), await rules.current(db), cleared)


class WrittenAnswer(Body):
    """What the asker, and under a policy everybody, will read once another person has agreed."""

    answer: Annotated[str, Prose(5000, least=5)]
    clauses: tuple[Annotated[str, Line(80)], ...] = Field(
        (), max_length=20, description="Ids of clauses that the answer names, beside the one asked about"
    )
    publish: bool = Field(
        False, description="A consultation's or a spoken answer is public too; what was written on a board is anyway"
    )
    withheld: Annotated[str, Line(200, least=0)] = Field(
        "", description="Under a policy: why only the asker may read the answer; on record"
    )

    @property
    def audience(self) -> Audience:
        """Who will read it."""
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


async def draft_answer(question_id: UUID, written: WrittenAnswer, read_version: int | None, work: Work) -> Question:
    question = await store.question(work.db, question_id, work.actor.only_unit)
    drafted = question.as_read(read_version).draft_answer(
        written.answer,
        clauses=await _clauses_named(question, written, work),
        audience=written.audience,
        by=work.actor,
        at=work.now,
    )
    saved = await store.save(work.db, drafted)
    work.announce(AnswerDrafted(**told(saved, await work.clocks.facts(saved.id))))
    withheld = mask(saved.withheld).text
    work.audit(
        "inquiry.draft_answer", str(saved.id), version=saved.version, published=saved.to_publish, withheld=withheld
    )
    return saved


async def _clauses_named(question: Question, written: WrittenAnswer, work: Work) -> tuple[Clause, ...]:
    """From the policy as it is now, or as the question was linked already; a consultation is under no policy."""
    if not written.clauses:
        return ()
    known = (*((question.clause,) if question.clause else ()), *question.clauses)
    board = await boards.board(work.db, question.policy_id) if question.policy_id else None
    return clauses_named(written.clauses, (*known, *(board.clauses if board else ())))


async def review_answer(question_id: UUID, read_version: int | None, work: Work) -> Question:
    question = (await store.question(work.db, question_id, work.actor.only_unit)).as_read(read_version)
    question.require_reviewable(work.actor)
    judgement = await judge_answer(question, work.db)
    if judgement.points:
        raise AnswerHeldBack("答复还不能发出，请先处理以下问题。", points=judgement.points)
    text, rendition = as_it_goes_out(question, judgement)
    answered = question.review_answer(text=text, rendition=rendition, by=work.actor, at=work.now)
    saved = await store.save(work.db, answered)
    await _tell(saved, work)
    work.audit("inquiry.review_answer", str(saved.id), version=saved.version)
    return saved


async def _tell(question: Question, work: Work) -> None:
    """Everybody who counts, and the asker if there is an address."""
    if question.has_email:
        await letters.add(
            work.db,
            Letter(
                id=work.new_id(),
                question_id=question.id,
                cycle=question.cycle,
                next_at=work.now,
                created_at=work.now,
            ),
        )
    clocks = await work.clocks.met(question.id, question.limit, work.now, by=work.actor.id)
    work.announce(QuestionAnswered(**told(question, clocks), answered_at=work.now))


class AnswerNotHeld(Refusal):
    """The gate does not hold these words; perhaps they were changed after the officer looked."""

    code = "answer-not-held"
    ground = Ground.conflict


class ClearedMarks(Body):
    """Which texts may pass, by the digests that the gate shows, and why."""

    digests: tuple[Annotated[str, Line(64, least=64)], ...] = Field(min_length=1, max_length=10)
    reason: Annotated[str, Prose(500, least=4)]


async def clear_marks(question_id: UUID, marks: ClearedMarks, work: Work) -> None:
    question = await store.question(work.db, question_id)
    held = {piece.digest for piece in (await judge_answer(question, work.db)).held}
    if strange := [place for place, digest in enumerate(marks.digests) if digest not in held]:
        words = "没有这样待保密员处理的内容，或内容已有改动"
        points = [Point(f"/digests/{place}", AnswerNotHeld.code, words) for place in strange]
        raise AnswerNotHeld(f"{words}，请刷新后再处理。", points=points)
    await clearances.clear(work, question.id, marks.digests, marks.reason)


async def unmask_question(question_id: UUID, unmasking: Unmasking, seal: Seal, work: Work) -> Original:
    """The log and the words belong together: what is not noted is not shown."""
    question = await store.question(work.db, question_id, work.actor.only_unit)
    note_unmasking(work, str(question.id), unmasking.purpose)
    return opened(question, seal)


CHANNEL: Final = "letter"
UNOPENED: Final = NotTaken(SealBroken.__name__)
OUTCOMES: Final = {LetterState.sent: "done", LetterState.waiting: "again"}
Post = Callable[[Sequence[Mail]], Awaitable[Sequence[NotTaken | None]]]
"""Hands mails to the mail server; for each `None` once it was taken, or why not. Never raises for a mail."""


async def send_letters(
    open_work: Callable[[], AbstractAsyncContextManager[Work]], post: Post, seal: Seal, base_url: str
) -> int:
    """Claim, send, write down: the network is never used inside a transaction.

    A sender that dies in between leaves a lease; the letter goes out again with the same Message-ID.
    """
    async with open_work() as work:
        due = await letters.claim(work.db, work.now)
    if not due:
        return 0
    outcomes = await _post(due, post, seal, base_url)
    async with open_work() as work:
        tried = [one.letter.tried(failure, work.now) for one, failure in zip(due, outcomes, strict=True)]
        for letter in tried:
            await letters.settle(work.db, letter)
    for letter in tried:
        metrics.delivered(CHANNEL, OUTCOMES.get(letter.state, "dead"))
    return len(due)


async def _post(due: Sequence[Due], post: Post, seal: Seal, base_url: str) -> list[NotTaken | None]:
    """One outcome for each; a letter whose address is under a broken seal waits without holding up the others."""
    mails = [_mail(one, seal, base_url) for one in due]
    taken = iter(await post([mail for mail in mails if mail]))
    return [next(taken) if mail else UNOPENED for mail in mails]


def _mail(due: Due, seal: Seal, base_url: str) -> Mail | None:
    letter, question = due.letter, due.question
    try:
        address = opened(question, seal).email
    except SealBroken:
        return None
    told = Told(
        receipt_no=question.receipt_no,
        unit=name_of(question.unit),
        again=letter.cycle > 1,
        answer_path=public_path(question.id) if due.in_public else "",
    )
    return mail(letter, told, address, base_url)

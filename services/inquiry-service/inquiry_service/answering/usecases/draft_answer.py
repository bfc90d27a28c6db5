"""A clerk writes the answer to a question of the own unit; another person has to agree to it."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.actor import Actor
from gongkai.events.inquiry import AnswerDrafted
from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.privacy.masking import mask
from gongkai.unit_of_work import Work
from inquiry_service.boards import store as boards
from inquiry_service.question.domain.board import Clause, clauses_named
from inquiry_service.question.domain.question import Audience, Question, QuestionState
from inquiry_service.question.domain.question_events import told
from inquiry_service.question.store import questions as store


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

"""What may not be done with a question, and why."""

from gongkai.refusals import Ground, Refusal


class QuestionUnknown(Refusal):
    """There is no such question, or it is not this unit's."""

    code = "question-unknown"
    ground = Ground.unknown


class AlreadyAnswered(Refusal):
    """The answer was given; it is not rewritten."""

    code = "already-answered"
    ground = Ground.untimely


class AnswerMissing(Refusal):
    """There is no answer yet that could be reviewed."""

    code = "answer-missing"
    ground = Ground.untimely


class SelfApproval(Refusal):
    """Who wrote an answer does not review it."""

    code = "answer-self-approval"
    ground = Ground.forbidden


class AnswerHeldBack(Refusal):
    """The gate found what must not go out (§10); the points say all of it."""

    code = "answer-held-back"
    ground = Ground.unlawful


class NotAnsweredYet(Refusal):
    """There is no answer that the asker could rate, or be dissatisfied with."""

    code = "not-answered-yet"
    ground = Ground.untimely


class AlreadyRated(Refusal):
    """Each answer is rated once."""

    code = "already-rated"
    ground = Ground.untimely


class AlreadyReopened(Refusal):
    """A question is reopened once; after that there are other ways."""

    code = "already-reopened"
    ground = Ground.untimely

"""The search for questions that were answered already: one statement over the grams of all public ones."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Integer, Uuid, any_, bindparam, case, func, not_, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from inquiry_service.question.domain.question import public_path
from inquiry_service.question.domain.similar import grams_sought, least_shared
from inquiry_service.question.store.tables import boards, is_public, questions

MOST: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarQuestion:
    """A public question like the one about to be asked; `shared` counts the common grams."""

    id: UUID
    policy_id: UUID | None
    title: str | None
    text: str
    answer: str
    unit: str
    answered_at: datetime
    shared: int

    @property
    def path(self) -> str:
        """Path of its public page."""
        return public_path(self.id)


_wanted = bindparam("wanted", type_=ARRAY(Integer))
_gram = func.unnest(_wanted).column_valued("gram")
_shared = select(func.count()).where(_gram == any_(questions.c.grams)).correlate(questions).scalar_subquery()
_found = (
    select(
        questions.c.id,
        questions.c.policy_id,
        boards.c.title,
        questions.c.text,
        questions.c.rendition.label("answer"),
        questions.c.unit,
        questions.c.answered_at,
        func.cardinality(questions.c.grams).label("size"),
        _shared.label("shared"),
    )
    .select_from(questions.outerjoin(boards, boards.c.policy_id == questions.c.policy_id))
    .where(
        is_public,
        questions.c.grams.overlap(_wanted),
        or_(boards.c.policy_id.is_(None), not_(boards.c.hidden)),
    )
    .subquery("found")
)
_here = bindparam("here", type_=Uuid)
SEARCH: Final = (
    select(*(column for column in _found.c if column.name != "size"))
    .where(_found.c.shared >= bindparam("least", type_=Integer))
    .order_by(
        _found.c.shared.desc(),
        case((_found.c.policy_id == _here, 0), else_=1),
        _found.c.size,
        _found.c.answered_at.desc(),
        _found.c.id,
    )
    .limit(MOST)
)


async def similar(db: AsyncConnection, text: str, policy_id: UUID | None) -> list[SimilarQuestion]:
    """The public questions most like a text, of this board and of all others; among equals those of this board."""
    wanted = grams_sought(text)
    if not wanted:
        return []
    rows = await db.execute(SEARCH, {"wanted": list(wanted), "least": least_shared(len(wanted)), "here": policy_id})
    return [SimilarQuestion(**row._mapping) for row in rows]

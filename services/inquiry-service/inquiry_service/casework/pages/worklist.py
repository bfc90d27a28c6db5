"""The worklist of a unit: its questions, last asked first."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from gongkai.desk.render import PagesDep
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep
from gongkai.http.paging import PagingDep
from gongkai.http.router import Router
from gongkai.organisation.units import name_of
from inquiry_service.question.domain.lifecycle import LIFECYCLE, QuestionAct
from inquiry_service.question.domain.question import CHANNEL_WORDS, RATING_WORDS, STATE_WORDS, QuestionState
from inquiry_service.question.pages import CASES
from inquiry_service.question.store import boards, questions
from inquiry_service.question.store.matters import matters

router = Router(prefix=CASES, include_in_schema=False)


@router.get("", guard=staff())
async def questions_page(
    request: Request,
    db: ReadDep,
    actor: ActorDep,
    paging: PagingDep,
    pages: PagesDep,
    state: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """The unit's questions, last asked first."""
    unit = actor.only_unit
    wanted = QuestionState(state) if state in QuestionState.__members__ else None
    after = paging.after(unit=unit, state=wanted)
    rows = await questions.of_unit(db, unit, wanted, after[0] if after else None, paging.limit + 1)
    page = paging.page(rows, lambda one: (one.id,), unit=unit, state=wanted)
    filtered = f"{CASES}?state={wanted}" if wanted else CASES
    return pages.render(
        request,
        "desk_questions.html",
        rows=page["items"],
        titles=await boards.titles(db, (one.policy_id for one in page["items"] if one.policy_id)),
        next=f"{filtered}{'&' if wanted else '?'}cursor={page['next']}" if page["next"] else "",
        first=filtered if after else "",
        form={"state": state},
        states=STATE_WORDS,
        ratings=RATING_WORDS,
        channels=CHANNEL_WORDS,
        matters=matters(),
        unit_name=name_of,
        sees_all=unit is None,
        may_write=actor.has(*LIFECYCLE[QuestionAct.answer_on_the_spot].roles),
    )

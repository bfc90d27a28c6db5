"""The desk of a drafting unit and of the office: the unit's policies, and one on its way to the public."""

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from gongkai.actor import Role
from gongkai.desk.render import PagesDep
from gongkai.desk.wording import moment
from gongkai.http.access import AccessTable, staff
from gongkai.http.dependencies import ActorDep, ReadDep
from gongkai.http.paging import PagingDep
from gongkai.organisation.units import name_of
from policy_service.casework.pages.at_desk import PREFIX, WORDS, AtDeskDep
from policy_service.casework.pages.dossier import show_dossier
from policy_service.policy.domain.state import PolicyState
from policy_service.policy.store import policies as store
from policy_service.policy.store.policies import PolicyLine

router = APIRouter(prefix=PREFIX, include_in_schema=False)
access: AccessTable = {
    ("GET", PREFIX): staff(),
    ("GET", f"{PREFIX}/{{policy_id}}"): staff(),
}
LONGEST_STATE: Final = 20


@router.get("")
async def list_page(
    request: Request,
    db: ReadDep,
    actor: ActorDep,
    paging: PagingDep,
    pages: PagesDep,
    state: Annotated[str, Query(max_length=LONGEST_STATE)] = "",
) -> HTMLResponse:
    """The unit's policies, in every state or in one, last begun first."""
    unit = actor.only_unit
    wanted = PolicyState(state) if state in PolicyState.__members__ else None
    after = paging.after(unit=unit, state=wanted)
    rows = await store.at_the_desk(db, unit, wanted, after[0] if after else None, paging.limit + 1)
    page = paging.page(rows, lambda line: (line.id,), unit=unit, state=wanted)
    filtered = f"{PREFIX}?state={wanted}" if wanted else PREFIX
    return pages.render(
        request,
        "desk_policies.html",
        policies=page["items"],
        next=f"{filtered}{'&' if wanted else '?'}cursor={page['next']}" if page["next"] else "",
        first=filtered if after else "",
        form={"state": state},
        filtered=wanted is not None,
        may_draft=actor.has(Role.clerk),
        sees_all=unit is None,
        next_step=next_step,
        words=WORDS,
    )


@router.get("/{policy_id}")
async def policy_page(desk: AtDeskDep) -> HTMLResponse:
    """One policy: what holds it back, what the public will see, who signed, and what this person may do now."""
    return await show_dossier(desk)


def next_step(line: PolicyLine) -> str:
    """What comes next, and whose turn it is."""
    if line.state is PolicyState.draft:
        return f"补齐后由{name_of(line.drafting_unit)}负责人审核"
    if line.state is PolicyState.reviewed:
        return "由办公室发布"
    return f"{moment(line.publish_at)}自动公开" if line.state is PolicyState.scheduled else ""

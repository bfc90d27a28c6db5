"""The desk of a drafting unit and of the office: the unit's policies, a new one, one on its way to the public."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gongkai.actor import Actor, Role
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.running import Running
from gongkai.web.access import AccessTable, staff
from gongkai.web.dependencies import ActorDep, PagesDep, ReadDep, RunningDep
from gongkai.web.forms import read_form, typed_in
from gongkai.web.pages import PagingDep
from gongkai.web.problems import status_of
from gongkai.web.render import Pages, field_errors
from policy_service.domain.draft import BUREAU, Disclosure
from policy_service.domain.policy import Policy
from policy_service.domain.state import STATE_WORDS
from policy_service.pages.acts import Acts
from policy_service.pages.citizen import WORDS as CITIZEN_WORDS
from policy_service.store import desk
from policy_service.store import policies as store
from policy_service.usecases.draft_policy import WrittenPolicy, draft_policy
from policy_service.usecases.revise_policy import revise_policy

router = APIRouter(prefix="/desk/policies", include_in_schema=False)
access: AccessTable = {
    ("GET", "/desk/policies"): staff(),
    ("GET", "/desk/policies/new"): staff(Role.clerk),
    ("POST", "/desk/policies"): staff(Role.clerk),
    ("GET", "/desk/policies/{policy_id}"): staff(),
    ("POST", "/desk/policies/{policy_id}"): staff(Role.clerk),
}

WORDS: Final = CITIZEN_WORDS | {"states": STATE_WORDS}
BLANK: Final = {"issuing_unit": BUREAU, "disclosure": Disclosure.active}


@router.get("")
async def list_page(request: Request, db: ReadDep, actor: ActorDep, paging: PagingDep, pages: PagesDep) -> HTMLResponse:
    """The unit's policies in every state, last begun first."""
    unit = actor.only_unit
    after = paging.after(unit=unit)
    rows = await store.at_the_desk(db, unit, after[0] if after else None, paging.limit + 1)
    page = paging.page(rows, lambda line: (line.id,), unit=unit)
    return pages.render(
        request,
        "desk_policies.html",
        policies=page["items"],
        next=page["next"],
        first=after is not None,
        may_draft=actor.has(Role.clerk),
        words=WORDS,
    )


@router.get("/new")
async def new_page(request: Request, pages: PagesDep) -> HTMLResponse:
    """An empty sheet."""
    return _sheet(request, pages, BLANK)


@router.post("")
async def post_new(request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep) -> Response:
    """Draft it, or say what is still wrong."""
    typed = await typed_in(request)
    try:
        written = read_form(WrittenPolicy, typed)
        async with running.work(actor) as work:
            policy = await draft_policy(written.draft(), work)
    except Refusal as refusal:
        return _sheet(request, pages, typed, refusal)
    return RedirectResponse(f"/desk/policies/{policy.id}", 303)


@router.get("/{policy_id}")
async def policy_page(policy_id: UUID, request: Request, db: ReadDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """One policy: what the public will see, who signed, and what this person may do now."""
    policy = await desk.policy_shown(db, policy_id, actor.only_unit)
    return show(request, pages, actor, policy)


@router.post("/{policy_id}")
async def post_words(
    policy_id: UUID, request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """Change the words, unless somebody else did so meanwhile; then nothing that was typed is lost."""
    typed = await typed_in(request)
    try:
        written = read_form(WrittenPolicy, typed)
        async with running.work(actor) as work:
            await revise_policy(policy_id, written.draft(), read_version(typed), work)
    except Refusal as refusal:
        return await show_again(request, running, policy_id, refusal, typed)
    return RedirectResponse(f"/desk/policies/{policy_id}", 303)


def read_version(typed: Mapping[str, str]) -> int:
    """The version on which a form was based; one that cannot be read fits none."""
    said = typed.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 9 else -1


async def show_again(
    request: Request, running: Running, policy_id: UUID, refusal: Refusal, typed: Mapping[str, str] | None = None
) -> HTMLResponse:
    """The page as it stands now, with what was refused and what was typed."""
    actor: Actor = request.state.actor
    pages: Pages = request.app.state.pages
    async with running.reading() as db:
        policy = await desk.policy_shown(db, policy_id, actor.only_unit)
    return show(request, pages, actor, policy, refusal=refusal, typed=typed)


def show(request: Request, pages: Pages, actor: Actor, policy: Policy, **refused: Any) -> HTMLResponse:
    """The policy's page at the desk."""
    refusal: Refusal | None = refused.get("refusal")
    typed: Mapping[str, str] | None = refused.get("typed")
    return pages.render(
        request,
        "desk_policy.html",
        status_code=status_of(refusal) if refusal else 200,
        policy=policy,
        acts=Acts.of(actor, policy),
        form=typed if typed is not None else _as_typed(policy),
        errors=field_errors(refusal.points) if refusal else {},
        refusal=refusal,
        conflict=isinstance(refusal, ChangedMeanwhile),
        words=WORDS,
    )


def _sheet(request: Request, pages: Pages, form: Mapping[str, Any], refusal: Refusal | None = None) -> HTMLResponse:
    return pages.render(
        request,
        "desk_new.html",
        status_code=status_of(refusal) if refusal else 200,
        form=form,
        errors=field_errors(refusal.points) if refusal else {},
        words=WORDS,
    )


def _as_typed(policy: Policy) -> dict[str, Any]:
    names = ("title", "document_no", "index_no", "issuing_unit", "kind", "disclosure", "body")
    return {name: getattr(policy, name) for name in names} | {"formed_on": policy.formed_on.isoformat()}

"""The sheet of a policy at the desk: a new one or other words; previewed, read from Word, safe from a second editor."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gongkai.actor import Actor, Role
from gongkai.desk.render import Pages, PagesDep
from gongkai.http.access import AccessTable, Takes, staff
from gongkai.http.dependencies import ActorDep, RunningDep
from gongkai.http.problems import status_of
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.runtime.service import Running
from gongkai.unit_of_work import Work
from policy_service.casework import store as shown_at_desk
from policy_service.casework.pages.at_desk import PREFIX, WORDS, AtDesk, AtDeskDep, read_version
from policy_service.casework.pages.differences import differences
from policy_service.casework.pages.places import on_form
from policy_service.casework.pages.sent_sheet import LARGEST, Sent, sent_sheet
from policy_service.casework.pages.sheet import BLANK, LABELS, LISTS, as_typed, as_written, audience_choices, in_words
from policy_service.drafting.usecases.draft_policy import draft_policy
from policy_service.drafting.usecases.revise_policy import revise_policy
from policy_service.policy.domain.draft import Draft
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import DocumentNoTaken, PolicyState
from policy_service.policy.store import policies as store
from policy_service.publication.usecases.preview_policy import preview_policy

router = APIRouter(prefix=PREFIX, include_in_schema=False)
access: AccessTable = {
    ("GET", f"{PREFIX}/new"): staff(Role.clerk),
    ("POST", f"{PREFIX}/new"): staff(Role.clerk, takes=Takes.stream, largest=LARGEST),
    ("GET", f"{PREFIX}/{{policy_id}}/words"): staff(Role.clerk),
    ("POST", f"{PREFIX}/{{policy_id}}/words"): staff(Role.clerk, takes=Takes.stream, largest=LARGEST),
}


@router.get("/new")
async def new_page(request: Request, pages: PagesDep) -> HTMLResponse:
    """An empty sheet."""
    return _new(request, pages, Sent(dict(BLANK)))


@router.post("/new")
async def post_new(request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep) -> Response:
    """Draft it, or show how it would look, or say what is still wrong."""
    sent = await sent_sheet(request, running)
    if sent.brought_a_document:
        return _new(request, pages, sent)
    try:
        draft = as_written(sent.typed).draft()
        if sent.asks_to_look:
            sent.shown = await preview_policy(running, actor, partial(draft_policy, draft))
            return _new(request, pages, sent)
        async with running.work(actor) as work:
            policy = await draft_policy(draft, work)
    except DocumentNoTaken as refusal:
        if there := await _drafted_already(draft, running, actor):
            return RedirectResponse(f"{PREFIX}/{there.id}", 303)
        return _new(request, pages, sent.refused(refusal))
    except Refusal as refusal:
        return _new(request, pages, sent.refused(refusal))
    return RedirectResponse(f"{PREFIX}/{policy.id}", 303)


@router.get("/{policy_id}/words")
async def words_page(desk: AtDeskDep) -> HTMLResponse:
    """The sheet as it was saved last."""
    return await _sheet(desk)


@router.post("/{policy_id}/words")
async def post_words(desk: AtDeskDep) -> Response:
    """Change the words, unless somebody else did so meanwhile; then nothing that was typed is lost."""
    sent = await sent_sheet(desk.request, desk.running)
    if sent.brought_a_document:
        return await _sheet(desk, sent)
    try:
        draft = as_written(sent.typed).draft()
        revise = partial(_revise, desk, draft, read_version(sent.typed))
        if sent.asks_to_look:
            sent.shown = await preview_policy(desk.running, desk.actor, revise)
            return await _sheet(desk, sent)
        async with desk.running.work(desk.actor) as work:
            await revise(work)
    except ChangedMeanwhile as refusal:
        return desk.back() if await _saved_already(desk, draft) else await _sheet(desk, sent.refused(refusal))
    except Refusal as refusal:
        return await _sheet(desk, sent.refused(refusal))
    return desk.back()


async def _revise(desk: AtDesk, draft: Draft, version: int, work: Work) -> Policy:
    return await revise_policy(desk.policy_id, draft, version, work)


async def _drafted_already(draft: Draft, running: Running, actor: Actor) -> Policy | None:
    """What the first of two clicks has saved."""
    async with running.reading() as db:
        there = await store.with_document_no(db, draft.checked().document_no)
    if there is None or there.version != 1 or there.drafted_by != (actor.id,):
        return None
    again = Policy.of(draft, id=there.id, by=actor, at=there.drafted_at)
    return there if again.digest == there.digest else None


async def _saved_already(desk: AtDesk, draft: Draft) -> bool:
    """Whether the newest version is what was sent, by this very person: the second of two clicks."""
    async with desk.running.reading() as db:
        policy = await store.policy(db, desk.policy_id, desk.actor.only_unit)
    if policy.state is not PolicyState.draft or desk.actor.id not in policy.drafted_by:
        return False
    return policy.revise(draft, by=desk.actor, at=policy.drafted_at).digest == policy.digest


def _new(request: Request, pages: Pages, sent: Sent) -> HTMLResponse:
    return pages.render(
        request,
        "desk_new.html",
        status_code=status_of(sent.refusal) if sent.refusal else 200,
        words=WORDS,
        src=lambda file: "",
        amending=False,
        **_filled(sent),
    )


async def _sheet(desk: AtDesk, sent: Sent | None = None) -> HTMLResponse:
    async with desk.running.reading() as db:
        policy = await shown_at_desk.policy_shown(db, desk.policy_id, desk.actor.only_unit)
    there = as_typed(policy)
    sent = sent or Sent(there)
    conflict = isinstance(sent.refusal, ChangedMeanwhile)
    return desk.render(
        "desk_words.html",
        sent.refusal,
        policy=policy,
        amending=policy.edition > 0,
        version=policy.version if conflict else sent.typed.get("version", ""),
        theirs=list(differences(in_words(there), in_words(sent.typed), LABELS)) if conflict else [],
        **{name: value for name, value in _filled(sent).items() if name != "refusal"},
    )


def _filled(sent: Sent) -> Mapping[str, Any]:
    refusal = sent.refusal
    errors = on_form(refusal.points, LISTS) if refusal else {}
    if refusal and sent.document_refused:
        errors = {"document": refusal.detail}
    return {
        "form": sent.typed,
        "errors": errors,
        "refusal": refusal,
        "shown": sent.shown,
        "left_behind": sent.left_behind,
        "labels": LABELS,
        "audiences": list(audience_choices(sent.typed)),
    }

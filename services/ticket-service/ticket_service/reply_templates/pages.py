"""Templates of replies at the desk: the list, the form of a new one, and the form of each."""

from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from gongkai.actor import Actor, Role
from gongkai.desk.form_fields import FormFields
from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import Pages, PagesDep, field_errors
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.organisation.units import name_of
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.runtime.service import ServiceRuntime
from ticket_service.reply_templates import store
from ticket_service.reply_templates.domain import ReplyTemplate
from ticket_service.reply_templates.usecases import (
    NewTemplate,
    TemplateWords,
    retire_reply_template,
    rewrite_reply_template,
    write_reply_template,
)
from ticket_service.ticket.values.blanks import KNOWN

HERE: Final = "/desk/reply-templates"
ONE: Final = f"{HERE}/{{template_id}}"
READERS: Final = staff("clerk", "head", "office", "auditor")
WRITERS: Final = staff("head", "office")
AROUND: Final[dict[str, Any]] = {
    "here": HERE,
    "placeholders": KNOWN,
    "fields": FormFields.of(NewTemplate).fields,
    "labels": FormFields.of(TemplateWords).labels,
}

router = Router(include_in_schema=False)


@router.get(HERE, guard=READERS)
async def templates_page(request: Request, db: ReadDep, actor: ActorDep, pages: PagesDep) -> HTMLResponse:
    """Those in use."""
    found = await store.every(db, actor.only_unit)
    return pages.render(request, "reply_templates.html", **_listed(found, actor))


@router.post(HERE, guard=WRITERS)
async def post_template(request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep) -> Response:
    """A new one, or the form again with what is wrong."""
    typed = await typed_in(request)
    try:
        async with running.work(actor) as work:
            await write_reply_template(read_form(NewTemplate, typed), work)
    except Refusal as refusal:
        async with running.reading() as db:
            found = await store.every(db, actor.only_unit)
        shown = _listed(found, actor) | _wrong(typed, refusal)
        return pages.render(request, "reply_templates.html", status_code=status_of(refusal), **shown)
    return RedirectResponse(HERE, 303)


@router.get(ONE, guard=READERS)
async def template_page(
    template_id: UUID, request: Request, db: ReadDep, actor: ActorDep, pages: PagesDep
) -> HTMLResponse:
    """One template, with the form for those who may change it."""
    one = await store.template(db, template_id, actor.only_unit)
    return pages.render(request, "reply_template.html", **_one(one, actor))


@router.post(ONE, guard=WRITERS)
async def post_words(
    template_id: UUID, request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """Other words; or the form again, with what the other hand wrote beside it."""
    typed = await typed_in(request)
    try:
        async with running.work(actor) as work:
            await rewrite_reply_template(template_id, read_form(TemplateWords, typed), _version(typed), work)
    except Refusal as refusal:
        return await _again(template_id, request, running, pages, (typed, refusal))
    return RedirectResponse(HERE, 303)


@router.post(f"{ONE}/retirement", guard=WRITERS)
async def post_retirement(
    template_id: UUID, request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep
) -> Response:
    """No longer in use."""
    typed = await typed_in(request)
    try:
        async with running.work(actor) as work:
            await retire_reply_template(template_id, _version(typed), work)
    except Refusal as refusal:
        return await _again(template_id, request, running, pages, ({}, refusal))
    return RedirectResponse(HERE, 303)


async def _again(
    template_id: UUID, request: Request, running: ServiceRuntime, pages: Pages, wrong: tuple[dict[str, str], Refusal]
) -> HTMLResponse:
    """The page of one template as it is now, with what was typed; two hands are told of each other."""
    typed, refusal = wrong
    actor: Actor = request.state.actor
    async with running.reading() as db:
        one = await store.template(db, template_id, actor.only_unit)
    shown = _one(one, actor) | {"refused": refusal.detail, "errors": field_errors(refusal.points)}
    shown["theirs"] = one if isinstance(refusal, ChangedMeanwhile) and typed else None
    shown["form"] = typed or shown["form"]
    return pages.render(request, "reply_template.html", status_code=status_of(refusal), **shown)


def _listed(found: Any, actor: Actor) -> dict[str, Any]:
    return AROUND | {
        "rows": [(one, name_of(one.unit) if one.unit else "全部单位") for one in found],
        "may_write": WRITERS.admits(actor),
        "may_write_for_all": actor.has(Role.office),
        "form": {},
        "refused": "",
        "errors": {},
    }


def _one(one: ReplyTemplate, actor: Actor) -> dict[str, Any]:
    own = actor.has(Role.office) if one.unit is None else one.unit == actor.unit
    return AROUND | {
        "one": one,
        "unit": name_of(one.unit) if one.unit else "全部单位",
        "may_write": WRITERS.admits(actor) and own and one.retired_at is None,
        "form": {"title": one.title, "handling": one.handling, "reply_points": one.reply_points},
        "theirs": None,
        "refused": "",
        "errors": {},
    }


def _wrong(typed: dict[str, str], refusal: Refusal) -> dict[str, Any]:
    return {"form": typed, "refused": refusal.detail, "errors": field_errors(refusal.points)}


def _version(typed: dict[str, str]) -> int:
    said = typed.get("version", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else -1

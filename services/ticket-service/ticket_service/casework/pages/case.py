"""The case page of a ticket: everything a clerk needs to know, what is next, and the forms of all that he may do."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Final, TypeVar
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from gongkai.actor import Actor
from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import Pages, field_errors
from gongkai.fields.body import Body
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, PagesDep, ReadDep, RunningDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.mounts.clock_pages import explanation_pages
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.runtime.service import Running
from gongkai.unit_of_work import Work
from ticket_service.casework.pages.case_facts import case_of
from ticket_service.casework.pages.case_forms import BY_NAME, Form, in_form, out_of_form
from ticket_service.casework.pages.case_order import citizen_told
from ticket_service.ticket.domain.history import Entry
from ticket_service.ticket.domain.statutory import LIMITS
from ticket_service.ticket.store import history, tickets
from ticket_service.ticket.values.order import Citizen

PREFIX: Final = "/desk/tickets"
CASE: Final = f"{PREFIX}/{{ticket_id}}"
READERS: Final = staff("clerk", "head", "office", "secrecy", "auditor")

router = Router(prefix=PREFIX, include_in_schema=False)

OWN: Final = "您刚才已经改动过该办件（可能是重复提交，或者另开了页面），这一次没有保存。"

B = TypeVar("B", bound=Body)
Fields = Mapping[str, str]
OF_THE_PAGE: Final = ("version", "known")
"""Fields of every form that nobody fills in: which version was read, and up to which entry of the history."""


async def number(subject_id: UUID, db: ReadDep, actor: ActorDep) -> str:
    """The ticket's number, for those who may see it."""
    return (await tickets.ticket_of(db, subject_id, actor.only_unit)).no


clock_pages = explanation_pages(PREFIX, LIMITS, number, READERS)


class Desk:
    """One person at the page of one ticket."""

    def __init__(self, ticket_id: UUID, request: Request, running: Running, actor: Actor, pages: Pages) -> None:
        self.ticket_id = ticket_id
        self.actor = actor
        self.request = request
        self.running = running
        self._pages = pages

    async def show(
        self,
        form: Form | None = None,
        typed: Fields | None = None,
        refusal: Refusal | None = None,
        citizen: Citizen | None = None,
    ) -> HTMLResponse:
        """The page as it is now; after a refusal with what was typed, what is wrong with it, and what others did
        since the page was read. `citizen` is shown once without masks."""
        async with self.running.reading() as db:
            ticket = await tickets.ticket_of(db, self.ticket_id, self.actor.only_unit)
            template = self.request.query_params.get("template", "") if self.request.method == "GET" else ""
            shown = await case_of(ticket, self.actor, db, self.running, template)
        typed = typed or {}
        name = form.errors_in if form else ""
        errors = field_errors(refusal.points) if refusal else {}
        filled = in_form(form.name, {k: v for k, v in typed.items() if k not in OF_THE_PAGE}) if form else {}
        since = _since(shown["history"], typed) if isinstance(refusal, ChangedMeanwhile) else []
        return self._pages.render(
            self.request,
            "case.html",
            status_code=status_of(refusal) if refusal else 200,
            form=_before(shown.pop("so_far"), form if refusal else None) | filled,
            refused=_refused(refusal, since, self.actor),
            tried=form,
            original=citizen,
            citizen_told=citizen_told(citizen or shown["order"].citizen),
            errors=in_form(name, errors),
            opened=name if refusal else "report" if shown["template"] else "",
            kept=[(field, words) for field, words in filled.items() if words.strip()],
            since=since,
            **shown,
        )

    async def fill(
        self, name: str, body: type[B], do: Callable[[UUID, B, int | None, Work], Awaitable[object]]
    ) -> Response:
        """A form that is filled in, done in one transaction."""
        return await self.act(
            name, lambda said, version, work: do(self.ticket_id, read_form(body, said), version, work)
        )

    async def press(self, name: str, do: Callable[[UUID, int | None, Work], Awaitable[object]]) -> Response:
        """A form that is only a button."""
        return await self.act(name, lambda _, version, work: do(self.ticket_id, version, work))

    async def act(self, name: str, do: Callable[[Fields, int | None, Work], Awaitable[object]]) -> Response:
        """Do what a form asks for, in one transaction."""

        async def at_once(said: Fields, version: int | None) -> None:
            async with self.running.work(self.actor) as work:
                await do(said, version, work)

        return await self.attempt(name, at_once)

    async def attempt(self, name: str, do: Callable[[Fields, int | None], Awaitable[object]]) -> Response:
        """Do what a form asks for, and lead back to the page; a refusal is shown in the page, the form is kept.
        Whoever pressed a button twice is told of no conflict with himself."""
        form = BY_NAME[name]
        said = out_of_form(name, await typed_in(self.request))
        version = _version(said.get("version", ""))
        try:
            await do(said, version)
        except Refusal as refusal:
            done = form.pressed and isinstance(refusal, ChangedMeanwhile) and await self._did(form, said)
            if not done:
                return await self.show(form, said, refusal)
        return RedirectResponse(f"{PREFIX}/{self.ticket_id}", status_code=303)

    async def _did(self, form: Form, said: Fields) -> bool:
        """Whether all that happened since is this person's own act."""
        async with self.running.reading() as db:
            since = _since(await history.of_ticket(db, self.ticket_id), said)
        return form.act in {one.act for one in since} and _all_by(self.actor, since)


def _version(said: str) -> int:
    """The version on which a form was based; one that cannot be read fits none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else -1


def _before(so_far: Fields, refused: Form | None) -> dict[str, str]:
    """What the forms said already; of the one that was refused only what was typed counts, unticked boxes too."""
    return {name: words for name, words in so_far.items() if refused is None or not name.startswith(f"{refused.name}-")}


def _refused(refusal: Refusal | None, since: Sequence[Entry], actor: Actor) -> str:
    """The refusal in words; nobody is told that others were faster who was so himself."""
    return OWN if _all_by(actor, since) else refusal.detail if refusal else ""


def _all_by(actor: Actor, since: Sequence[Entry]) -> bool:
    return {one.actor for one in since} == {actor.name}


def _since(entries: Sequence[Entry], said: Fields) -> list[Entry]:
    """What happened after the page was read; ids made later sort later."""
    known = said.get("known", "")
    return [one for one in entries if known and str(one.id) > known]


async def _at_desk(ticket_id: UUID, request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep) -> Desk:
    return Desk(ticket_id, request, running, actor, pages)


AtDesk = Annotated[Desk, Depends(_at_desk)]


@router.get("/{ticket_id}", guard=READERS)
async def show_case(desk: AtDesk) -> HTMLResponse:
    """The page."""
    return await desk.show()

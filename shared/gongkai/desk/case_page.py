"""The page of one case: a form, one transaction, and back to the page; a refusal is shown there with what was typed."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.desk.act_forms import VERSION, A, ActForm, C, Submission, Typed
from gongkai.desk.forms import typed_in
from gongkai.desk.render import Pages, PagesDep
from gongkai.http.access import Guard
from gongkai.http.dependencies import ActorDep, RuntimeDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.runtime.service import ServiceRuntime

K = TypeVar("K")
"""What a service looks up for the page of a case."""


@dataclass(frozen=True, slots=True)
class CaseVisit:
    """One request of one person at the page of one case."""

    case_id: UUID
    request: Request
    running: ServiceRuntime
    actor: Actor
    pages: Pages


@dataclass(frozen=True)
class RefusedForm(Generic[C, A]):
    """A form that was sent and refused."""

    form: ActForm[C, A]
    sent: Submission
    refusal: Refusal

    @property
    def is_conflict(self) -> bool:
        """Whether the case was changed since the page was read."""
        return isinstance(self.refusal, ChangedMeanwhile)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by the names of the fields on the page."""
        return self.form.fields.names.values_on_page(self.sent.typed)

    @property
    def errors(self) -> Mapping[str, str]:
        """What is wrong, by the names of the body's fields."""
        return self.form.errors(self.sent.typed, self.refusal.points)


@dataclass(frozen=True, kw_only=True)
class CasePage(Generic[K, A]):
    """The page of one kind of case: where it stands, who reads it, how a case is looked up and drawn.

    `context` is what the template gets; the form was refused just now, or the result of one is shown once. `basis` are
    the hidden fields that say which state of the case the page showed. A refusal among `conflicts` is passed over if
    `was_done` finds that the first of two clicks did it.
    """

    prefix: str
    parameter: str
    readers: Guard
    guard: Callable[[ActForm[K, A]], Guard]
    template: str
    load: Callable[[CaseVisit, AsyncConnection], Awaitable[K]]
    context: Callable[[CaseVisit, K, RefusedForm[K, A] | None, object], Mapping[str, Any]]
    basis: tuple[str, ...] = (VERSION,)
    conflicts: tuple[type[Refusal], ...] = (ChangedMeanwhile,)
    was_done: Callable[[K, ActForm[K, A], Submission], bool] = lambda case, form, sent: form.was_done(case, sent)

    async def look_up(self, visit: CaseVisit) -> K:
        """The case as it is now, as far as this person may read it."""
        async with visit.running.reading() as db:
            return await self.load(visit, db)

    def draw(self, visit: CaseVisit, case: K, refused: RefusedForm[K, A] | None = None) -> HTMLResponse:
        """The page as it is now."""
        context = self.context(visit, case, refused, None)
        status = status_of(refused.refusal) if refused else 200
        return visit.pages.render(visit.request, self.template, status_code=status, **context)

    async def show(self, visit: CaseVisit) -> Response:
        """The page for who comes to read it."""
        return self.draw(visit, await self.look_up(visit))

    async def submit(self, form: ActForm[K, A], visit: CaseVisit) -> Response:
        """Do what a form asks for and lead back to the page; what is refused is shown there, and what was typed."""
        sent = _submission(form, await typed_in(visit.request), self.basis, visit)
        try:
            result = await form.action.run(sent)
        except Refusal as refusal:
            case = await self.look_up(visit)
            if not (isinstance(refusal, self.conflicts) and self.was_done(case, form, sent)):
                return self.draw(visit, case, RefusedForm(form, sent, refusal))
        else:
            if form.result_template:
                context = self.context(visit, await self.look_up(visit), None, result)
                return visit.pages.render(visit.request, form.result_template, **context)
        return RedirectResponse(f"{self.prefix}/{visit.case_id}", status_code=303)


def case_routes(page: CasePage[K, A], forms: Iterable[ActForm[K, A]]) -> Router:
    """The page and the address of each of its forms, each with its guard."""
    router = Router(prefix=page.prefix, include_in_schema=False)
    place = f"/{{{page.parameter}}}"
    at_page = visits(page.parameter)

    @router.get(place, guard=page.readers)
    async def show(visit: Annotated[CaseVisit, Depends(at_page)]) -> Response:
        return await page.show(visit)

    for form in forms:
        router.post(f"{place}/{form.name}", guard=page.guard(form))(_submitting(page, form, at_page))
    return router


def visits(parameter: str) -> Callable[..., Awaitable[CaseVisit]]:
    """A dependency: this request at the case whose id is the path's parameter of that name."""

    async def visit(
        case_id: Annotated[UUID, Path(alias=parameter)],
        request: Request,
        running: RuntimeDep,
        actor: ActorDep,
        pages: PagesDep,
    ) -> CaseVisit:
        return CaseVisit(case_id, request, running, actor, pages)

    return visit


def _submitting(
    page: CasePage[K, A], form: ActForm[K, A], at_page: Callable[..., Awaitable[CaseVisit]]
) -> Callable[[CaseVisit], Awaitable[Response]]:
    async def submit(visit: Annotated[CaseVisit, Depends(at_page)]) -> Response:
        return await page.submit(form, visit)

    return submit


def _submission(form: ActForm[K, A], typed: Typed, basis: Sequence[str], visit: CaseVisit) -> Submission:
    return Submission(
        case_id=visit.case_id,
        typed=form.fields.names.values_of_body({name: value for name, value in typed.items() if name not in basis}),
        basis={name: typed.get(name, "") for name in basis},
        running=visit.running,
        actor=visit.actor,
        given=form.given,
    )

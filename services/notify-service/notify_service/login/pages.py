"""The way to the desk: in the demonstration a person is chosen; which keys do what."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Annotated, Final

from fastapi import Form, Request, Response
from fastapi.responses import RedirectResponse

from gongkai.actor import Actor
from gongkai.desk.navigation import HOMES, KEYBOARD, LOGIN
from gongkai.desk.render import PagesDep
from gongkai.http.access import public
from gongkai.http.dependencies import RuntimeDep
from gongkai.http.router import Router
from gongkai.identity.issuer import local_issuer
from gongkai.identity.session import end_session, start_session
from gongkai.identity.tokens import SESSION
from gongkai.organisation.people import people
from gongkai.organisation.units import name_of
from gongkai.runtime.service import ServiceRuntime

router = Router(include_in_schema=False)

ROLE_WORDS: Final[Mapping[str, str]] = {
    "clerk": "承办人",
    "head": "处室负责人",
    "office": "市局办公室督办",
    "secrecy": "保密审查员",
    "ops": "运行维护",
    "auditor": "审计",
}
LONGEST_PATH: Final = 300


@router.get("/desk", guard=public())
async def desk() -> Response:
    """The desk begins with the queue."""
    return RedirectResponse(HOMES["desk"], status_code=303)


@router.get("/desk/login", guard=public())
async def login_page(request: Request, running: RuntimeDep, pages: PagesDep, next: str = "") -> Response:
    """Whom one can be in the demonstration; otherwise where to sign in."""
    known = known_people(running)
    return pages.render(request, "login.html", units=_by_unit(known), next=local_path(next), errors={})


@router.post("/desk/login", guard=public())
async def post_login(
    request: Request,
    running: RuntimeDep,
    pages: PagesDep,
    person: Annotated[str, Form(max_length=120)] = "",
    next: Annotated[str, Form(max_length=LONGEST_PATH)] = "",
) -> Response:
    """Start a session for the demo person that was chosen."""
    known = known_people(running)
    actor = _chosen(known, person)
    if actor is None:
        return pages.render(
            request,
            "login.html",
            status_code=422,
            units=_by_unit(known),
            next=local_path(next),
            errors={"person": "请选择一位人员"},
        )
    answer = RedirectResponse(local_path(next) or HOMES["desk"], status_code=303)
    token = local_issuer(running.settings, running.timepiece.wall).token(actor, SESSION)
    start_session(answer, token, secure=request.url.scheme == "https")
    return answer


@router.post("/desk/logout", guard=public())
async def post_logout() -> Response:
    """End the session."""
    answer = RedirectResponse(LOGIN, status_code=303)
    end_session(answer)
    return answer


@router.get(KEYBOARD, guard=public())
async def keyboard_page(request: Request, pages: PagesDep) -> Response:
    """The list; the script shows it as a window on any page."""
    return pages.render(request, "keyboard.html")


def known_people(running: ServiceRuntime) -> Sequence[Actor]:
    """People who can be chosen at sign-in: those of the demonstration, otherwise none."""
    return [person.actor for person in people()] if running.settings.demo else ()


def _chosen(people: Sequence[Actor], person: str) -> Actor | None:
    """The person with this id."""
    return next((one for one in people if one.id == person), None)


def local_path(path: str) -> str:
    """A path of this site to go on to, or nothing: no other site is ever led to from here."""
    fit = path.startswith("/") and not path.startswith("//") and len(path) <= LONGEST_PATH
    return path if fit and path.isascii() and path.isprintable() and "\\" not in path else ""


def _by_unit(people: Sequence[Actor]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """For each unit its people as (id, name, roles in words)."""
    ordered = sorted(people, key=lambda one: one.unit)
    return [
        (
            name_of(unit),
            [(one.id, one.name, "、".join(ROLE_WORDS[role] for role in sorted(one.roles))) for one in group],
        )
        for unit, group in groupby(ordered, key=lambda one: one.unit)
    ]

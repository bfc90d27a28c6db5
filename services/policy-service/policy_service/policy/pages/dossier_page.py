"""One request about one policy at the desk: what is read, what was typed, which page answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gongkai.actor import Actor
from gongkai.desk.act_forms import ActForm
from gongkai.desk.forms import typed_in
from gongkai.desk.render import Pages, PagesDep
from gongkai.http.dependencies import ActorDep, RuntimeDep
from gongkai.http.problems import status_of
from gongkai.refusals import ChangedMeanwhile, Point, Refusal
from gongkai.runtime.service import ServiceRuntime
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.pages.words import DESK_WORDS
from policy_service.policy.store import editions

PREFIX: Final = "/desk/policies"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyCase:
    """A policy as the desk shows it to a person."""

    policy: Policy
    actor: Actor


PolicyForm = ActForm[PolicyCase, PolicyAct]


def dossier_context(policy_id: UUID, refusal: Refusal | None = None) -> dict[str, Any]:
    """What every page about a policy says around its own words; `src` is the address of a file of the dossier."""
    return {
        "here": f"{PREFIX}/{policy_id}",
        "refusal": refusal,
        "conflict": isinstance(refusal, ChangedMeanwhile),
        "words": DESK_WORDS,
        "src": lambda file: f"/api/v1/policies/{policy_id}/record/files/{file.file_id}",
    }


@dataclass(frozen=True, slots=True)
class DossierPage:
    """One request of a member of staff about one policy."""

    policy_id: UUID
    request: Request
    running: ServiceRuntime
    actor: Actor
    pages: Pages

    @property
    def here(self) -> str:
        """The policy's page at the desk."""
        return f"{PREFIX}/{self.policy_id}"

    async def typed(self) -> dict[str, str]:
        """The fields of a form without a file."""
        return await typed_in(self.request)

    async def policy(self) -> Policy:
        """The policy as the desk shows it."""
        async with self.running.reading() as db:
            return await editions.policy_shown(db, self.policy_id, self.actor.only_unit)

    def render(self, template: str, refusal: Refusal | None = None, **context: Any) -> HTMLResponse:
        """A page about this policy."""
        return self.pages.render(
            self.request,
            template,
            status_code=status_of(refusal) if refusal else 200,
            **dossier_context(self.policy_id, refusal),
            **context,
        )

    def back(self, place: str = "") -> Response:
        """Redirect to the policy's page, or to a place below it."""
        return RedirectResponse(f"{self.here}{place}", 303)


async def _dossier_page(
    policy_id: UUID, request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep
) -> DossierPage:
    return DossierPage(policy_id, request, running, actor, pages)


DossierPageDep = Annotated[DossierPage, Depends(_dossier_page)]


def read_version(typed: Mapping[str, str]) -> int:
    """The version on which a form was based; one that cannot be read fits none."""
    version = typed.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else -1


def form_errors(points: Iterable[Point], lists: Iterable[str] = ()) -> dict[str, str]:
    """Points as errors of a form on which each of the `lists` is one field, one entry a line."""
    errors: dict[str, str] = {}
    for point in points:
        head, *rest = point.pointer.lstrip("/").split("/")
        words = point.detail or point.code
        if head in lists and rest and rest[0].isdecimal():
            words = f"第{int(rest[0]) + 1}项：{words}"
        name = head if head in lists else ".".join((head, *rest))
        errors[name] = f"{errors[name]} {words}" if name in errors else words
    return errors

"""Somebody of the staff at the dossier of one policy: what is read, what was typed, where one is led afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gongkai.actor import Actor
from gongkai.desk.forms import typed_in
from gongkai.desk.render import Pages, PagesDep
from gongkai.http.dependencies import ActorDep, RunningDep
from gongkai.http.problems import status_of
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.runtime.service import Running
from policy_service.casework import store as desk
from policy_service.policy.domain.draft import BodyFormat
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import STATE_WORDS
from policy_service.policy.domain.validity import ACT_WORDS
from policy_service.publication.pages.citizen import WORDS as CITIZEN_WORDS

PREFIX: Final = "/desk/policies"
BODY_FORMAT_WORDS: Final = {
    BodyFormat.markdown: "普通文本（也可以用 Markdown）",
    BodyFormat.html: "HTML（从 Word 读入的正文）",
}
WORDS: Final = CITIZEN_WORDS | {"states": STATE_WORDS, "acts": ACT_WORDS, "body_formats": BODY_FORMAT_WORDS}


@dataclass(frozen=True, slots=True)
class AtDesk:
    """One request of one person about one policy."""

    policy_id: UUID
    request: Request
    running: Running
    actor: Actor
    pages: Pages

    @property
    def here(self) -> str:
        """The policy's page at the desk."""
        return f"{PREFIX}/{self.policy_id}"

    async def typed(self) -> dict[str, str]:
        """What the form says, if no file comes with it."""
        return await typed_in(self.request)

    async def policy(self) -> Policy:
        """The policy as the desk shows it."""
        async with self.running.reading() as db:
            return await desk.policy_shown(db, self.policy_id, self.actor.only_unit)

    def render(self, template: str, refusal: Refusal | None = None, **context: Any) -> HTMLResponse:
        """A page about this policy."""
        return self.pages.render(
            self.request,
            template,
            status_code=status_of(refusal) if refusal else 200,
            here=self.here,
            refusal=refusal,
            conflict=isinstance(refusal, ChangedMeanwhile),
            words=WORDS,
            src=self.src,
            **context,
        )

    def back(self, place: str = "") -> Response:
        """Where one is led once something was done."""
        return RedirectResponse(f"{self.here}{place}", 303)

    def src(self, file: Any) -> str:
        """Where the desk fetches a file of the dossier."""
        return f"/api/v1/policies/{self.policy_id}/record/files/{file.file_id}"


async def _at_desk(policy_id: UUID, request: Request, running: RunningDep, actor: ActorDep, pages: PagesDep) -> AtDesk:
    return AtDesk(policy_id, request, running, actor, pages)


AtDeskDep = Annotated[AtDesk, Depends(_at_desk)]


def read_version(typed: Mapping[str, str]) -> int:
    """The version on which a form was based; one that cannot be read fits none."""
    said = typed.get("version", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else -1

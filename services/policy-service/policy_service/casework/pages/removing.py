"""Taking an attachment, an interpretation or a file of one out of a policy: asked once more, then done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from gongkai.actor import Role
from gongkai.http.access import AccessTable, staff
from gongkai.refusals import Refusal
from gongkai.unit_of_work import Work
from policy_service.attachments.usecases.detach_file import detach_file
from policy_service.casework.pages.at_desk import PREFIX, AtDesk, AtDeskDep, read_version
from policy_service.interpretation.usecases.remove_interpretation import remove_interpretation
from policy_service.policy.domain.dossier import attachment_of, file_of, interpretation_of
from policy_service.policy.domain.policy import Policy

HERE: Final = f"{PREFIX}/{{policy_id}}"
FILE: Final = f"{HERE}/files/{{file_id}}/removal"
INTERPRETATION: Final = f"{HERE}/interpretations/{{interpretation_id}}/removal"

router = APIRouter(include_in_schema=False)
access: AccessTable = {
    (method, path): staff(Role.clerk) for method in ("GET", "POST") for path in (FILE, INTERPRETATION)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is to be taken out, in words; `stands_at` is its page, `left_at` the one that is there without it."""

    words: str
    stands_at: str
    left_at: str
    file_id: UUID | None = None
    interpretation_id: UUID | None = None

    async def take_out(self, policy_id: UUID, version: int, work: Work) -> None:
        """Without it."""
        if self.file_id is not None:
            await detach_file(policy_id, self.file_id, version, work, self.interpretation_id)
        elif self.interpretation_id is not None:
            await remove_interpretation(policy_id, self.interpretation_id, version, work)


Find = Callable[[Policy], Part]


def file_in(file_id: UUID) -> Find:
    """An attachment, or a file of an interpretation."""

    def find(policy: Policy) -> Part:
        for one in policy.interpretations:
            if any(file.file_id == file_id for file in one.files):
                words, place = f"文件“{file_of(one, file_id).title}”", f"/interpretations/{one.id}"
                return Part(words=words, stands_at=place, left_at=place, file_id=file_id, interpretation_id=one.id)
        words = f"附件“{attachment_of(policy, file_id).title}”"
        return Part(words=words, stands_at="/attachments", left_at="/attachments", file_id=file_id)

    return find


def interpretation_in(interpretation_id: UUID) -> Find:
    """A whole interpretation."""

    def find(policy: Policy) -> Part:
        one = interpretation_of(policy, interpretation_id)
        return Part(
            words=f"解读“{one.title}”", stands_at=f"/interpretations/{one.id}", left_at="", interpretation_id=one.id
        )

    return find


@router.get(FILE)
async def file_page(file_id: UUID, desk: AtDeskDep) -> HTMLResponse:
    """Asks once more."""
    return await _ask(desk, file_in(file_id))


@router.post(FILE)
async def post_file(file_id: UUID, desk: AtDeskDep) -> Response:
    """Take a file out."""
    return await _take_out(desk, file_in(file_id))


@router.get(INTERPRETATION)
async def interpretation_page(interpretation_id: UUID, desk: AtDeskDep) -> HTMLResponse:
    """Asks once more."""
    return await _ask(desk, interpretation_in(interpretation_id))


@router.post(INTERPRETATION)
async def post_interpretation(interpretation_id: UUID, desk: AtDeskDep) -> Response:
    """Take an interpretation out, with its files."""
    return await _take_out(desk, interpretation_in(interpretation_id))


async def _ask(desk: AtDesk, find: Find, refusal: Refusal | None = None) -> HTMLResponse:
    policy = await desk.policy()
    part = find(policy)
    return desk.render("desk_removal.html", refusal, policy=policy, what=part.words, stands_at=part.stands_at)


async def _take_out(desk: AtDesk, find: Find) -> Response:
    version = read_version(await desk.typed())
    part = find(await desk.policy())
    try:
        async with desk.running.work(desk.actor) as work:
            await part.take_out(desk.policy_id, version, work)
    except Refusal as refusal:
        return await _ask(desk, find, refusal)
    return desk.back(part.left_at)

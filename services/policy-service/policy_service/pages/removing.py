"""Taking an attachment, an interpretation or a file of one out of a policy: asked once more, then done."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from gongkai.actor import Role
from gongkai.database.work import Work
from gongkai.refusals import ChangedMeanwhile, Ground, Refusal
from gongkai.web.access import AccessTable, staff
from policy_service.domain.dossier import attachment_of, file_of, interpretation_of
from policy_service.domain.policy import Policy
from policy_service.pages.at_desk import PREFIX, AtDesk, AtDeskDep, read_version
from policy_service.usecases.detach_file import detach_file
from policy_service.usecases.remove_interpretation import remove_interpretation

HERE: Final = f"{PREFIX}/{{policy_id}}"
ATTACHMENT: Final = f"{HERE}/attachments/{{file_id}}/removal"
INTERPRETATION: Final = f"{HERE}/interpretations/{{interpretation_id}}/removal"
FILE: Final = f"{HERE}/interpretations/{{interpretation_id}}/files/{{file_id}}/removal"

router = APIRouter(include_in_schema=False)
access: AccessTable = {
    (method, path): staff(Role.clerk) for method in ("GET", "POST") for path in (ATTACHMENT, INTERPRETATION, FILE)
}


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be taken out: a file of an interpretation, a whole interpretation, or an attachment."""

    file_id: UUID | None = None
    interpretation_id: UUID | None = None

    def called(self, policy: Policy) -> str:
        """In words; refuses what is not there."""
        if self.interpretation_id is None:
            assert self.file_id is not None, "an attachment is a file"
            return f"附件“{attachment_of(policy, self.file_id).title}”"
        one = interpretation_of(policy, self.interpretation_id)
        return f"解读“{one.title}”" if self.file_id is None else f"文件“{file_of(one, self.file_id).title}”"

    @property
    def stands_at(self) -> str:
        """The page on which it stands."""
        return "/attachments" if self.interpretation_id is None else f"/interpretations/{self.interpretation_id}"

    @property
    def left_at(self) -> str:
        """The page that is still there without it."""
        return "" if self.interpretation_id and self.file_id is None else self.stands_at

    async def take_out(self, policy_id: UUID, version: int, work: Work) -> None:
        """Without it."""
        if self.file_id is not None:
            await detach_file(policy_id, self.file_id, version, work, self.interpretation_id)
        elif self.interpretation_id is not None:
            await remove_interpretation(policy_id, self.interpretation_id, version, work)


@router.get(ATTACHMENT)
async def attachment_page(file_id: UUID, desk: AtDeskDep) -> HTMLResponse:
    """Asks once more."""
    return await _ask(desk, Part(file_id))


@router.post(ATTACHMENT)
async def post_attachment(file_id: UUID, desk: AtDeskDep) -> Response:
    """Take an attachment out."""
    return await _take_out(desk, Part(file_id))


@router.get(INTERPRETATION)
async def interpretation_page(interpretation_id: UUID, desk: AtDeskDep) -> HTMLResponse:
    """Asks once more."""
    return await _ask(desk, Part(None, interpretation_id))


@router.post(INTERPRETATION)
async def post_interpretation(interpretation_id: UUID, desk: AtDeskDep) -> Response:
    """Take an interpretation out, with its files."""
    return await _take_out(desk, Part(None, interpretation_id))


@router.get(FILE)
async def file_page(interpretation_id: UUID, file_id: UUID, desk: AtDeskDep) -> HTMLResponse:
    """Asks once more."""
    return await _ask(desk, Part(file_id, interpretation_id))


@router.post(FILE)
async def post_file(interpretation_id: UUID, file_id: UUID, desk: AtDeskDep) -> Response:
    """Take a file out of an interpretation."""
    return await _take_out(desk, Part(file_id, interpretation_id))


async def _ask(desk: AtDesk, part: Part, refusal: Refusal | None = None) -> HTMLResponse:
    policy = await desk.policy()
    return desk.render("desk_removal.html", refusal, policy=policy, what=part.called(policy), stands_at=part.stands_at)


async def _take_out(desk: AtDesk, part: Part) -> Response:
    version = read_version(await desk.typed())
    try:
        async with desk.running.work(desk.actor) as work:
            await part.take_out(desk.policy_id, version, work)
    except Refusal as refusal:
        if isinstance(refusal, ChangedMeanwhile) and not _is_there(await desk.policy(), part):
            return desk.back(part.left_at)
        return await _ask(desk, part, refusal)
    return desk.back(part.left_at)


def _is_there(policy: Policy, part: Part) -> bool:
    """Whether the first of two clicks has left it."""
    try:
        part.called(policy)
    except Refusal as refusal:
        return refusal.ground is not Ground.unknown
    return True

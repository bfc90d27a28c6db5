"""The attachments of a policy at the desk: which there are, what the gate says of each, and how one comes in."""

from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi.responses import HTMLResponse, Response

from gongkai.desk.form_fields import FormFields
from gongkai.desk.forms import read_form
from gongkai.documents.kinds import ALLOWED, ALLOWED_WORDS, MP4
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
from gongkai.fields.text import Line
from gongkai.http.access import Takes, staff
from gongkai.http.router import Router
from gongkai.refusals import ChangedMeanwhile, Ground, Point, Refusal
from policy_service.attachments.usecases import FileToAttach, attach_file, detach_file
from policy_service.policy.api import staff_who_may
from policy_service.policy.domain.dossier import attachment_of, file_of
from policy_service.policy.domain.lifecycle import PolicyAct, permits
from policy_service.policy.domain.policy import Policy
from policy_service.policy.pages.dossier_page import PREFIX, DossierPage, DossierPageDep, form_errors, read_version
from policy_service.policy.pages.removal import FindPart, RemovablePart, ask_removal, remove_part
from policy_service.policy.pages.submitted_file import SubmittedFile, read_submitted_file
from policy_service.policy.store.editions import policy_shown
from policy_service.publication.domain.gate import Gate
from policy_service.publication.usecases import judge_policy

HERE: Final = f"{PREFIX}/{{policy_id}}/attachments"
REMOVAL: Final = f"{PREFIX}/{{policy_id}}/files/{{file_id}}/removal"
EDITS: Final = staff_who_may(PolicyAct.revise)
TAKES_FILE: Final = staff_who_may(PolicyAct.revise, takes=Takes.stream, largest=2 * MP4.largest)
router = Router(include_in_schema=False)


class FileNotChosen(Refusal):
    """The form came without a file."""

    code = "file-not-chosen"
    ground = Ground.unfit


class TypedAttachment(Body):
    """What stands beside the file."""

    title: Annotated[str, Line(200, least=0), Input("标题", "公众看到的名称；不填就用文件名。")] = ""
    in_place_of: Annotated[UUID | None, Input("放在哪里", widget=Widget.select, blank="新增一个附件")] = None


FIELDS: Final = FormFields.of(TypedAttachment)
LABELS: Final = {"file": "文件", **FIELDS.labels}


@router.get(HERE, guard=staff())
async def attachments_page(page: DossierPageDep) -> HTMLResponse:
    """The attachments, and what the gate says of each."""
    return await _page(page)


@router.post(HERE, guard=TAKES_FILE)
async def post_attachment(page: DossierPageDep) -> Response:
    """One more file, or one in the place of another."""
    sent = await read_submitted_file(page.request, page.running)
    try:
        await _attach(page, sent)
    except Refusal as refusal:
        if isinstance(refusal, ChangedMeanwhile) and sent.examined:
            policy = await page.policy()
            if any(one.sha256 == sent.examined.sha256 for one in policy.attachments):
                return page.back("/attachments")
        sent.refusal = refusal
        return await _page(page, sent)
    return page.back("/attachments")


@router.get(REMOVAL, guard=EDITS)
async def removal_page(file_id: UUID, page: DossierPageDep) -> HTMLResponse:
    """Asks once more."""
    return await ask_removal(page, _file_in(file_id))


@router.post(REMOVAL, guard=EDITS)
async def post_removal(file_id: UUID, page: DossierPageDep) -> Response:
    """Take a file out of the policy, or out of one of its interpretations."""
    return await remove_part(page, _file_in(file_id))


def _file_in(file_id: UUID) -> FindPart:
    """An attachment, or a file of an interpretation."""

    def find(policy: Policy) -> RemovablePart:
        for one in policy.interpretations:
            if any(file.file_id == file_id for file in one.files):
                words, place = f"文件“{file_of(one, file_id).title}”", f"/interpretations/{one.id}"
                remove = partial(detach_file, policy.id, file_id, interpretation_id=one.id)
                return RemovablePart(words=words, stands_at=place, left_at=place, remove=remove)
        words = f"附件“{attachment_of(policy, file_id).title}”"
        remove = partial(detach_file, policy.id, file_id)
        return RemovablePart(words=words, stands_at="/attachments", left_at="/attachments", remove=remove)

    return find


async def _attach(page: DossierPage, sent: SubmittedFile) -> None:
    if sent.refusal:
        raise sent.refusal
    if sent.examined is None:
        words = "请选择要上传的文件"
        raise FileNotChosen(f"{words}。", points=[Point("/file", FileNotChosen.code, words)])
    typed = read_form(TypedAttachment, sent.typed)
    title = typed.title
    if typed.in_place_of and not title:
        title = attachment_of(await page.policy(), typed.in_place_of).title
    file = FileToAttach(examined=sent.examined, title=title, in_place_of=typed.in_place_of)
    async with page.running.work(page.actor) as work:
        await attach_file(page.policy_id, file, read_version(sent.typed), work)


async def _page(page: DossierPage, sent: SubmittedFile | None = None) -> HTMLResponse:
    async with page.running.reading() as db:
        policy = await policy_shown(db, page.policy_id, page.actor.only_unit)
        gate = await judge_policy(policy, db, page.running.timepiece.now()) if policy.is_open else None
    sent = sent or SubmittedFile({})
    places = [(str(one.file_id), f"替换附件{at}：{one.title}") for at, one in enumerate(policy.attachments, start=1)]
    return page.render(
        "desk_attachments.html",
        sent.refusal,
        policy=policy,
        may_revise=permits(PolicyAct.revise, policy, page.actor),
        gate_lines=[_gate_lines(gate, at) for at in range(len(policy.attachments))],
        form=sent.typed,
        errors=_errors(sent),
        labels=LABELS,
        fields=FIELDS.with_state({"in_place_of": places}, {}, {}),
        allowed=ALLOWED_WORDS,
        accept=",".join(ALLOWED),
    )


def _gate_lines(gate: Gate | None, at: int) -> list[dict[str, Any]]:
    """What the gate says of one attachment."""
    if gate is None:
        return []
    blocking = {point.detail for point in gate.points}
    return [
        {"state": "missing" if point.detail in blocking else "caution", "what": point.detail}
        for point in gate.about(f"/attachments/{at}")
    ]


def _errors(sent: SubmittedFile) -> dict[str, str]:
    if sent.refusal is None:
        return {}
    return {"file": sent.refusal.detail} if sent.file_refused else form_errors(sent.refusal.points)

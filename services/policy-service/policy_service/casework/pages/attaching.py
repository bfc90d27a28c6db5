"""The attachments of a policy at the desk: what is there, what is said against each, and how one comes in."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from gongkai.actor import Role
from gongkai.desk.forms import read_form
from gongkai.documents.kinds import ALLOWED, ALLOWED_WORDS, MP4
from gongkai.fields.body import Body
from gongkai.fields.text import Line
from gongkai.files import file_index
from gongkai.http.access import AccessTable, Takes, staff
from gongkai.refusals import ChangedMeanwhile, Ground, Point, Refusal
from policy_service.attachments.usecases.attach_file import Filed, attach_file
from policy_service.casework import store as shown_at_desk
from policy_service.casework.pages.acts import Acts
from policy_service.casework.pages.at_desk import PREFIX, AtDesk, AtDeskDep, read_version
from policy_service.casework.pages.places import of_part, on_form
from policy_service.casework.pages.sent_file import SentFile, sent_file
from policy_service.policy.domain.dossier import attachment_of
from policy_service.publication.domain.gate import Gate
from policy_service.publication.usecases.judge_policy import judge_policy

HERE: Final = f"{PREFIX}/{{policy_id}}/attachments"
LABELS: Final = {"file": "文件", "title": "标题", "in_place_of": "放在哪里"}

router = APIRouter(include_in_schema=False)
access: AccessTable = {
    ("GET", HERE): staff(),
    ("POST", HERE): staff(Role.clerk, takes=Takes.stream, largest=2 * MP4.largest),
}


class FileNotChosen(Refusal):
    """The form came without a file."""

    code = "file-not-chosen"
    ground = Ground.unfit


class TypedAttachment(Body):
    """What stands beside the file."""

    title: Annotated[str, Line(200, least=0)] = ""
    in_place_of: UUID | None = None


@router.get(HERE)
async def attachments_page(desk: AtDeskDep) -> HTMLResponse:
    """What is attached, and what is said against it."""
    return await _page(desk)


@router.post(HERE)
async def post_attachment(desk: AtDeskDep) -> Response:
    """One more file, or one in the place of another."""
    sent = await sent_file(desk.request, desk.running)
    try:
        await _attach(desk, sent)
    except Refusal as refusal:
        if isinstance(refusal, ChangedMeanwhile) and sent.examined:
            policy = await desk.policy()
            if any(one.sha256 == sent.examined.sha256 for one in policy.attachments):
                return desk.back("/attachments")
        sent.refusal = refusal
        return await _page(desk, sent)
    return desk.back("/attachments")


async def _attach(desk: AtDesk, sent: SentFile) -> None:
    if sent.refusal:
        raise sent.refusal
    if sent.examined is None:
        words = "请选择要上传的文件"
        raise FileNotChosen(f"{words}。", points=[Point("/file", FileNotChosen.code, words)])
    typed = read_form(TypedAttachment, sent.typed)
    title = typed.title
    if typed.in_place_of and not title:
        title = attachment_of(await desk.policy(), typed.in_place_of).title
    filed = Filed(examined=sent.examined, title=title, in_place_of=typed.in_place_of)
    async with desk.running.work(desk.actor) as work:
        await attach_file(desk.policy_id, filed, read_version(sent.typed), work)


async def _page(desk: AtDesk, sent: SentFile | None = None) -> HTMLResponse:
    async with desk.running.reading() as db:
        policy = await shown_at_desk.policy_shown(db, desk.policy_id, desk.actor.only_unit)
        gate = await judge_policy(policy, db, desk.running.timepiece.now()) if policy.is_open else None
        checked = await file_index.virus_checked(db, policy.id)
    sent = sent or SentFile({})
    return desk.render(
        "desk_attachments.html",
        sent.refusal,
        policy=policy,
        may_revise=Acts.of(desk.actor, policy, gate).revise,
        said=[_said(gate, at) for at in range(len(policy.attachments))],
        virus_checked=checked,
        places=[(one.file_id, f"替换附件{at}：{one.title}") for at, one in enumerate(policy.attachments, start=1)],
        form=sent.typed,
        errors=_errors(sent),
        labels=LABELS,
        allowed=ALLOWED_WORDS,
        accept=",".join(ALLOWED),
    )


def _said(gate: Gate | None, at: int) -> list[dict[str, Any]]:
    """What the gate says of one attachment."""
    if gate is None:
        return []
    blocking = {point.detail for point in gate.points}
    return [
        {"state": "missing" if point.detail in blocking else "caution", "what": point.detail}
        for point in of_part(gate, f"/attachments/{at}")
    ]


def _errors(sent: SentFile) -> dict[str, str]:
    if sent.refusal is None:
        return {}
    return {"file": sent.refusal.detail} if sent.file_refused else on_form(sent.refusal.points)

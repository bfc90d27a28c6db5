"""The sheet of an interpretation at the desk: its form, its ten elements or its file, previewed before it is saved."""

from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from gongkai.actor import Role
from gongkai.desk.forms import read_form
from gongkai.documents.kinds import MP4
from gongkai.fields.body import Body
from gongkai.fields.text import Line
from gongkai.files import file_index
from gongkai.http.access import AccessTable, Takes, staff
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.unit_of_work import Work
from policy_service.attachments.usecases.attach_file import Filed, attach_file
from policy_service.casework import store as shown_at_desk
from policy_service.casework.pages.at_desk import PREFIX, AtDesk, AtDeskDep, read_version
from policy_service.casework.pages.differences import differences
from policy_service.casework.pages.places import anchor, of_part
from policy_service.casework.pages.sent_file import SentFile, sent_file
from policy_service.interpretation.pages.interpretation_sheet import (
    ACCEPTED,
    FILE_HINTS,
    HINTS,
    as_typed,
    as_written,
    labels,
    on_sheet,
    takes_files,
    title_of,
)
from policy_service.interpretation.usecases.write_interpretation import WrittenInterpretation, write_interpretation
from policy_service.policy.domain.dossier import interpretation_of
from policy_service.policy.domain.interpretation import ELEMENT_WORDS, FORM_WORDS, Form, Interpretation
from policy_service.policy.domain.policy import Policy
from policy_service.policy.store import policies as store
from policy_service.publication.domain.gate import Gate
from policy_service.publication.usecases.judge_policy import judge_policy
from policy_service.publication.usecases.preview_policy import preview_policy

HERE: Final = f"{PREFIX}/{{policy_id}}/interpretations"
ONE: Final = f"{HERE}/{{interpretation_id}}"
LARGEST: Final = 2 * MP4.largest

router = APIRouter(include_in_schema=False)
access: AccessTable = {
    ("GET", f"{HERE}/new"): staff(Role.clerk),
    ("POST", f"{HERE}/new"): staff(Role.clerk, takes=Takes.stream, largest=LARGEST),
    ("GET", ONE): staff(Role.clerk),
    ("POST", ONE): staff(Role.clerk, takes=Takes.stream, largest=LARGEST),
}


class TypedFile(Body):
    """What stands beside the file of an interpretation."""

    file_title: Annotated[str, Line(200, least=0)] = ""


@router.get(f"{HERE}/new")
async def new_page(desk: AtDeskDep, form: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
    """The choice of a form, or the empty sheet of one."""
    policy = await desk.policy()
    if form not in Form.__members__:
        return desk.render("desk_interpretation_form.html", policy=policy)
    blank = {"form": form, "title": title_of(Form(form), policy.title), "version": str(policy.version)}
    return await _sheet(desk, None, SentFile(blank))


@router.post(f"{HERE}/new")
async def post_new(desk: AtDeskDep) -> Response:
    """Explain it: shown first, or saved."""
    return await _saved(desk, None)


@router.get(ONE)
async def interpretation_page(interpretation_id: UUID, desk: AtDeskDep) -> HTMLResponse:
    """The sheet as it was saved last, and what is still missing on it."""
    return await _sheet(desk, interpretation_id)


@router.post(ONE)
async def post_interpretation(interpretation_id: UUID, desk: AtDeskDep) -> Response:
    """Other words; nothing that was typed is lost if somebody else was faster."""
    return await _saved(desk, interpretation_id)


async def _saved(desk: AtDesk, interpretation_id: UUID | None) -> Response:
    sent = await sent_file(desk.request, desk.running)
    try:
        if sent.refusal:
            raise sent.refusal
        written = as_written(sent.typed)
        write = partial(_write, desk, written, sent, interpretation_id)
        if sent.typed.get("do") == "preview":
            shown = await preview_policy(desk.running, desk.actor, write)
            return await _sheet(desk, interpretation_id, sent, _part(shown, interpretation_id))
        async with desk.running.work(desk.actor) as work:
            policy = await write(work)
    except ChangedMeanwhile as refusal:
        there = await _saved_already(desk, written, interpretation_id)
        if there:
            return desk.back(f"/interpretations/{there}")
        return await _refused(desk, interpretation_id, sent, refusal)
    except Refusal as refusal:
        return await _refused(desk, interpretation_id, sent, refusal)
    return desk.back(f"/interpretations/{_part(policy, interpretation_id).id}")


async def _refused(desk: AtDesk, interpretation_id: UUID | None, sent: SentFile, refusal: Refusal) -> HTMLResponse:
    sent.refusal = refusal
    return await _sheet(desk, interpretation_id, sent)


async def _write(
    desk: AtDesk, written: WrittenInterpretation, sent: SentFile, interpretation_id: UUID | None, work: Work
) -> Policy:
    """The words, and the file that came with them, in one step."""
    version = read_version(sent.typed)
    policy = await write_interpretation(desk.policy_id, written, version, work, interpretation_id)
    if sent.examined is None:
        return policy
    filed = Filed(
        examined=sent.examined,
        title=read_form(TypedFile, sent.typed).file_title,
        interpretation_id=_part(policy, interpretation_id).id,
    )
    return await attach_file(desk.policy_id, filed, policy.version, work)


def _part(policy: Policy, interpretation_id: UUID | None) -> Interpretation:
    """A new one is the last."""
    return interpretation_of(policy, interpretation_id) if interpretation_id else policy.interpretations[-1]


async def _saved_already(desk: AtDesk, written: WrittenInterpretation, interpretation_id: UUID | None) -> UUID | None:
    """The interpretation that the first of two clicks has saved in these very words."""
    async with desk.running.reading() as db:
        policy = await store.policy(db, desk.policy_id, desk.actor.only_unit)
    if desk.actor.id not in policy.drafted_by:
        return None
    same = (one for one in policy.interpretations if written.put_down(one) == one)
    return next((one.id for one in same if interpretation_id in (None, one.id)), None)


async def _sheet(
    desk: AtDesk,
    interpretation_id: UUID | None,
    sent: SentFile | None = None,
    shown: Interpretation | None = None,
) -> HTMLResponse:
    async with desk.running.reading() as db:
        policy = await shown_at_desk.policy_shown(db, desk.policy_id, desk.actor.only_unit)
        gate = await judge_policy(policy, db, desk.running.timepiece.now()) if policy.is_open else None
        checked = await file_index.virus_checked(db, policy.id)
    one = interpretation_of(policy, interpretation_id) if interpretation_id else None
    there = as_typed(one) if one else {}
    sent = sent or SentFile(there | {"version": str(policy.version)})
    conflict = isinstance(sent.refusal, ChangedMeanwhile)
    form = Form(sent.typed["form"]) if sent.typed.get("form") in Form.__members__ else Form.text
    return desk.render(
        "desk_interpretation.html",
        sent.refusal,
        policy=policy,
        one=one,
        kind=form,
        form=sent.typed,
        version=policy.version if conflict else sent.typed.get("version", ""),
        theirs=list(differences(there, sent.typed, labels())) if conflict and one else [],
        checks=_checks(gate, policy, one) if gate and one else [],
        shown=shown,
        errors=_errors(sent),
        labels=labels(),
        files=one.files if one else (),
        virus_checked=checked,
        takes_files=takes_files(form),
        accept=ACCEPTED.get(form, ""),
        allowed=FILE_HINTS.get(form, ""),
        elements=list(ELEMENT_WORDS.items()),
        hints=HINTS,
        forms=FORM_WORDS,
    )


def _checks(gate: Gate, policy: Policy, one: Interpretation) -> list[dict[str, Any]]:
    """What the gate says of this interpretation, with the field where it is mended."""
    prefix = f"/interpretations/{policy.interpretations.index(one)}"
    blocking = {point.detail for point in gate.points}
    return [
        {
            "state": "missing" if point.detail in blocking else "caution",
            "what": labels().get(anchor(point.pointer.lstrip("/").split("/")).removeprefix("f-"), FORM_WORDS[one.form]),
            "why": point.detail,
            "href": f"#{anchor(point.pointer.lstrip('/').split('/'))}",
            "action": "去修改",
        }
        for point in of_part(gate, prefix)
    ]


def _errors(sent: SentFile) -> dict[str, str]:
    if sent.refusal is None:
        return {}
    return {"file": sent.refusal.detail} if sent.file_refused else on_sheet(sent.refusal.points)

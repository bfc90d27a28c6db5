"""The sheet of an interpretation at the desk: its form, its ten elements or its file, previewed before it is saved."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query
from fastapi.responses import HTMLResponse, Response

from gongkai.desk.forms import filled_in, read_form
from gongkai.documents.kinds import MP4
from gongkai.fields.body import Body
from gongkai.fields.text import Line
from gongkai.files import file_index
from gongkai.http.access import Takes
from gongkai.http.router import Router
from gongkai.refusals import ChangedMeanwhile, Point, Refusal
from gongkai.unit_of_work import Work
from policy_service.attachments.usecases import FileToAttach, attach_file
from policy_service.interpretation.usecases import WrittenInterpretation, remove_interpretation, write_interpretation
from policy_service.policy.api import staff_who_may
from policy_service.policy.domain.dossier import interpretation_of
from policy_service.policy.domain.interpretation import ELEMENT_WORDS, FORM_WORDS, MEDIA, Element, Form, Interpretation
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.pages.differences import differences
from policy_service.policy.pages.dossier_page import PREFIX, DossierPage, DossierPageDep, read_version
from policy_service.policy.pages.removal import FindPart, RemovablePart, ask_removal, remove_part
from policy_service.policy.pages.submitted_file import SubmittedFile, read_submitted_file
from policy_service.policy.store import policies as store
from policy_service.policy.store.editions import policy_shown
from policy_service.publication.domain.gate import Gate
from policy_service.publication.usecases import judge_policy, preview_policy

HERE: Final = f"{PREFIX}/{{policy_id}}/interpretations"
ONE: Final = f"{HERE}/{{interpretation_id}}"
REMOVAL: Final = f"{ONE}/removal"
LARGEST: Final = 2 * MP4.largest
EDITS: Final = staff_who_may(PolicyAct.revise)
TAKES_FILE: Final = staff_who_may(PolicyAct.revise, takes=Takes.stream, largest=LARGEST)
router = Router(include_in_schema=False)
LINES: Final = ("form", "title", "body", "alternative", "url")
ACCEPTED: Final = {Form.picture: ".png,.jpg,.jpeg", Form.video: ".mp4", Form.audio: ".mp3"}
FILE_HINTS: Final = {
    Form.picture: "图片（.png、.jpg），每张最大 10 MB",
    Form.video: "视频（.mp4），最大 100 MB",
    Form.audio: "音频（.mp3），最大 50 MB",
}
HINTS: Final = {
    Element.background: "为什么发这份文件，依据哪些上位规定。",
    Element.goals: "要做成什么，到什么程度。",
    Element.innovations: "和过去的做法比，新在哪里。",
    Element.changes: "新旧规定不同的地方，逐条对照。",
    Element.scope: "管哪些人、哪些事、哪些地方。",
    Element.standards: "办理和执行的尺度、数额、时限。",
    Element.cautions: "容易办错、漏办的地方。",
    Element.benefits: "企业能得到的便利和实惠。",
    Element.conditions: "符合什么条件可以享受。",
    Element.terms: "读者可能不懂的词，用大白话解释。",
}


def waived(element: Element) -> str:
    """The field for the reason why an element does not apply."""
    return f"{element}_waived"


def to_body(typed: Mapping[str, str]) -> WrittenInterpretation:
    """The body that the API takes; raises a refusal with points by its fields."""
    given: dict[str, Any] = {name: typed[name] for name in LINES if typed.get(name, "").strip()}
    if typed.get("form") == Form.text:
        given["elements"] = {
            element: {"text": typed.get(element, ""), "waived": typed.get(waived(element), "")} for element in Element
        }
    return filled_in(WrittenInterpretation, given)


def as_typed(one: Interpretation) -> dict[str, str]:
    """What an interpretation says, as it would have been typed."""
    typed = {name: str(getattr(one, name)) for name in LINES}
    for element, answer in one.elements.items():
        typed |= {str(element): answer.text, waived(element): answer.waived}
    return typed


def sheet_errors(points: Iterable[Point]) -> dict[str, str]:
    """Points as errors of the sheet's fields."""
    errors: dict[str, str] = {}
    for point in points:
        head, *rest = point.pointer.lstrip("/").split("/")
        if head == "elements" and rest:
            head = f"{rest[0]}_waived" if rest[1:] == ["waived"] else rest[0]
        errors[head] = point.detail or point.code
    return errors


def field_labels() -> dict[str, str]:
    """The labels of the sheet's fields."""
    named = {"title": "解读标题", "body": "正文", "alternative": "文字说明", "url": "网址", "file": "文件"}
    return (
        named
        | {str(element): words for element, words in ELEMENT_WORDS.items()}
        | {waived(element): f"{words}（不涉及）" for element, words in ELEMENT_WORDS.items()}
    )


def title_of(form: Form, policy_title: str) -> str:
    """What most interpretations are called."""
    return f"《{policy_title}》{FORM_WORDS[form]}"


def takes_files(form: Form) -> bool:
    """Whether such an interpretation consists of a file."""
    return form in MEDIA


class TypedFile(Body):
    """What stands beside the file of an interpretation."""

    file_title: Annotated[str, Line(200, least=0)] = ""


@router.get(f"{HERE}/new", guard=EDITS)
async def new_page(page: DossierPageDep, form: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
    """The choice of a form, or the empty sheet of one."""
    policy = await page.policy()
    if form not in Form.__members__:
        return page.render("desk_interpretation_form.html", policy=policy)
    blank = {"form": form, "title": title_of(Form(form), policy.title), "version": str(policy.version)}
    return await _sheet(page, None, SubmittedFile(blank))


@router.post(f"{HERE}/new", guard=TAKES_FILE)
async def post_new(page: DossierPageDep) -> Response:
    """Explain it: shown first, or saved."""
    return await _saved(page, None)


@router.get(ONE, guard=EDITS)
async def interpretation_page(interpretation_id: UUID, page: DossierPageDep) -> HTMLResponse:
    """The sheet as it was saved last, and what is still missing on it."""
    return await _sheet(page, interpretation_id)


@router.post(ONE, guard=TAKES_FILE)
async def post_interpretation(interpretation_id: UUID, page: DossierPageDep) -> Response:
    """Other words; nothing that was typed is lost if somebody else was faster."""
    return await _saved(page, interpretation_id)


@router.get(REMOVAL, guard=EDITS)
async def removal_page(interpretation_id: UUID, page: DossierPageDep) -> HTMLResponse:
    """Asks once more."""
    return await ask_removal(page, _interpretation_in(interpretation_id))


@router.post(REMOVAL, guard=EDITS)
async def post_removal(interpretation_id: UUID, page: DossierPageDep) -> Response:
    """Take an interpretation out, with its files."""
    return await remove_part(page, _interpretation_in(interpretation_id))


def _interpretation_in(interpretation_id: UUID) -> FindPart:
    def find(policy: Policy) -> RemovablePart:
        one = interpretation_of(policy, interpretation_id)
        remove = partial(remove_interpretation, policy.id, interpretation_id)
        place = f"/interpretations/{one.id}"
        return RemovablePart(words=f"解读“{one.title}”", stands_at=place, left_at="", remove=remove)

    return find


async def _saved(page: DossierPage, interpretation_id: UUID | None) -> Response:
    sent = await read_submitted_file(page.request, page.running)
    try:
        if sent.refusal:
            raise sent.refusal
        written = to_body(sent.typed)
        write = partial(_write, page, written, sent, interpretation_id)
        if sent.typed.get("do") == "preview":
            shown = await preview_policy(page.running, page.actor, write)
            return await _sheet(page, interpretation_id, sent, _part(shown, interpretation_id))
        async with page.running.work(page.actor) as work:
            policy = await write(work)
    except ChangedMeanwhile as refusal:
        there = await _saved_already(page, written, interpretation_id)
        if there:
            return page.back(f"/interpretations/{there}")
        return await _refused(page, interpretation_id, sent, refusal)
    except Refusal as refusal:
        return await _refused(page, interpretation_id, sent, refusal)
    return page.back(f"/interpretations/{_part(policy, interpretation_id).id}")


async def _refused(
    page: DossierPage, interpretation_id: UUID | None, sent: SubmittedFile, refusal: Refusal
) -> HTMLResponse:
    sent.refusal = refusal
    return await _sheet(page, interpretation_id, sent)


async def _write(
    page: DossierPage, written: WrittenInterpretation, sent: SubmittedFile, interpretation_id: UUID | None, work: Work
) -> Policy:
    """The words, and the file that came with them, in one step."""
    version = read_version(sent.typed)
    policy = await write_interpretation(page.policy_id, written, version, work, interpretation_id)
    if sent.examined is None:
        return policy
    file = FileToAttach(
        examined=sent.examined,
        title=read_form(TypedFile, sent.typed).file_title,
        interpretation_id=_part(policy, interpretation_id).id,
    )
    return await attach_file(page.policy_id, file, policy.version, work)


def _part(policy: Policy, interpretation_id: UUID | None) -> Interpretation:
    """A new one is the last."""
    return interpretation_of(policy, interpretation_id) if interpretation_id else policy.interpretations[-1]


async def _saved_already(
    page: DossierPage, written: WrittenInterpretation, interpretation_id: UUID | None
) -> UUID | None:
    """The interpretation that the first of two clicks has saved in these very words."""
    async with page.running.reading() as db:
        policy = await store.policy(db, page.policy_id, page.actor.only_unit)
    if page.actor.id not in policy.drafted_by:
        return None
    same = (one for one in policy.interpretations if written.put_down(one) == one)
    return next((one.id for one in same if interpretation_id in (None, one.id)), None)


async def _sheet(
    page: DossierPage,
    interpretation_id: UUID | None,
    sent: SubmittedFile | None = None,
    shown: Interpretation | None = None,
) -> HTMLResponse:
    async with page.running.reading() as db:
        policy = await policy_shown(db, page.policy_id, page.actor.only_unit)
        gate = await judge_policy(policy, db, page.running.timepiece.now()) if policy.is_open else None
        checked = await file_index.virus_checked_ids(db, policy.id)
    one = interpretation_of(policy, interpretation_id) if interpretation_id else None
    there = as_typed(one) if one else {}
    sent = sent or SubmittedFile(there | {"version": str(policy.version)})
    conflict = isinstance(sent.refusal, ChangedMeanwhile)
    form = Form(sent.typed["form"]) if sent.typed.get("form") in Form.__members__ else Form.text
    return page.render(
        "desk_interpretation.html",
        sent.refusal,
        policy=policy,
        one=one,
        kind=form,
        form=sent.typed,
        version=policy.version if conflict else sent.typed.get("version", ""),
        theirs=list(differences(there, sent.typed, field_labels())) if conflict and one else [],
        checks=_checks(gate, policy, one) if gate and one else [],
        shown=shown,
        errors=_errors(sent),
        labels=field_labels(),
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
            "what": field_labels().get(
                anchor_of(point.pointer.lstrip("/").split("/")).removeprefix("f-"), FORM_WORDS[one.form]
            ),
            "why": point.detail,
            "href": f"#{anchor_of(point.pointer.lstrip('/').split('/'))}",
            "action": "去修改",
        }
        for point in gate.about(prefix)
    ]


def anchor_of(steps: Sequence[str]) -> str:
    """The field of an interpretation's sheet."""
    if not steps or steps[0] == "unit":
        return "sheet"
    if steps[0] == "files":
        return "files"
    if steps[0] == "elements" and len(steps) > 1:
        return f"f-{steps[1]}_waived" if steps[2:] == ["waived"] else f"f-{steps[1]}"
    return f"f-{steps[0]}"


def _errors(sent: SubmittedFile) -> dict[str, str]:
    if sent.refusal is None:
        return {}
    return {"file": sent.refusal.detail} if sent.file_refused else sheet_errors(sent.refusal.points)

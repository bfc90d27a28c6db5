"""The sheet of a policy at the desk: new or other words, previewed, read from Word, safe from a second editor."""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Self

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from gongkai.actor import Actor
from gongkai.desk.act_forms import Button, button_only
from gongkai.desk.form_fields import FormFields, Options
from gongkai.desk.forms import filled_in
from gongkai.desk.render import Pages, PagesDep
from gongkai.documents.kinds import DOCX
from gongkai.documents.refusals import FileKindNotAllowed
from gongkai.http.access import Takes
from gongkai.http.bodies.uploads import form_with_file, keep_form_file
from gongkai.http.dependencies import ActorDep, RuntimeDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.refusals import ChangedMeanwhile, Refusal
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work
from policy_service.drafting import domain
from policy_service.drafting.usecases import WrittenPolicy, draft_policy, drop_amendment, review_policy, revise_policy
from policy_service.policy.api import staff_who_may
from policy_service.policy.domain.audience import AUDIENCES, words_of
from policy_service.policy.domain.draft import (
    BUREAU,
    DISCLOSURE_WORDS,
    BodyFormat,
    Disclosure,
    Draft,
    normal_document_no,
)
from policy_service.policy.domain.kinds import KIND_WORDS, guess_kind
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import DocumentNoTaken, PolicyState
from policy_service.policy.pages.differences import differences
from policy_service.policy.pages.dossier_page import (
    PREFIX,
    DossierPage,
    DossierPageDep,
    PolicyForm,
    form_errors,
    read_version,
)
from policy_service.policy.pages.words import DESK_WORDS
from policy_service.policy.store import policies as store
from policy_service.policy.store.editions import policy_shown
from policy_service.publication.usecases import preview_policy
from policy_service.word_import.domain import word_document
from policy_service.word_import.domain.word_document import WordBody

LARGEST: Final = 3 * DOCX.largest
"""More than a document may have: one that is too large is refused beside its field, and nothing typed is lost."""
DRAFTS: Final = staff_who_may(PolicyAct.draft)
SENDS_SHEET: Final = staff_who_may(PolicyAct.revise, takes=Takes.stream, largest=LARGEST)
router = Router(prefix=PREFIX, include_in_schema=False)
BLANK: Final = {"issuing_unit": BUREAU, "disclosure": Disclosure.active, "body_format": BodyFormat.markdown}
LINES: Final = (
    *("title", "document_no", "formed_on", "disclosure", "body", "body_format", "issuing_unit", "index_no", "kind"),
    *("subject_class", "effective_on", "expires_on", "change_note"),
)
LISTS: Final = ("co_issuers", "keywords", "audiences", "service_links")
NORMATIVE: Final = {"yes": True, "no": False}
TICKED: Final = "audience_"
BETWEEN: Final = re.compile(r"[、，,；;\n]+")
FIELDS: Final = FormFields.of(WrittenPolicy)
SHEET_ORDER: Final = (
    *("title", "document_no", "formed_on", "disclosure", "body", "body_format", "change_note", "issuing_unit"),
    *("co_issuers", "kind", "index_no", "subject_class", "normative", "interpretation_wanted"),
)
LABELS: Final = {name: FIELDS.labels[name] for name in SHEET_ORDER} | FIELDS.labels | {"document": "Word 文档"}
"""What the list of mistakes and that of differences call the fields, in their order on the sheet."""
OPTIONS: Final[Mapping[str, Options]] = {
    "disclosure": [(one.value, words) for one, words in DESK_WORDS["disclosures"].items()],
    "body_format": [(one.value, words) for one, words in DESK_WORDS["body_formats"].items()],
    "kind": [(one.value, words) for one, words in DESK_WORDS["kinds"].items()],
    "normative": [("yes", "是"), ("no", "不是"), ("", "还没有认定（按发文字号判断）")],
}


def to_body(typed: Mapping[str, str]) -> WrittenPolicy:
    """The body that the API takes; raises a refusal with points by its fields."""
    given: dict[str, Any] = {name: typed[name] for name in LINES if typed.get(name, "").strip()}
    given |= {
        "co_issuers": _lines(typed.get("co_issuers", "")),
        "keywords": [word for word in BETWEEN.split(typed.get("keywords", "")) if word.strip()],
        "audiences": [name.removeprefix(TICKED) for name in typed if name.startswith(TICKED)],
        "service_links": [_link(line) for line in _lines(typed.get("service_links", ""))],
        "normative": NORMATIVE.get(typed.get("normative", "")),
        "interpretation_wanted": bool(typed.get("interpretation_wanted")),
    }
    return filled_in(WrittenPolicy, given)


def as_typed(policy: Policy) -> dict[str, str]:
    """What a policy says, as it would have been typed."""
    lines = {name: str(getattr(policy, name) or "") for name in LINES}
    ticked = {f"{TICKED}{code}": "yes" for code in policy.audiences}
    return (
        lines
        | ticked
        | {
            "co_issuers": "\n".join(policy.co_issuers),
            "keywords": "、".join(policy.keywords),
            "service_links": "\n".join(f"{link.title} {link.url}" for link in policy.service_links),
            "normative": "" if policy.normative is None else "yes" if policy.normative else "no",
            "interpretation_wanted": "yes" if policy.interpretation_wanted else "",
            "version": str(policy.version),
        }
    )


def in_words(form: Mapping[str, str]) -> dict[str, str]:
    """The fields as people read them, to be compared."""
    kind = form.get("kind", "") or str(guess_kind(form.get("title", "")) or "")
    ticked = (words_of([name.removeprefix(TICKED)])[0] for name in form if name.startswith(TICKED))
    keywords = (word.strip() for word in BETWEEN.split(form.get("keywords", "")) if word.strip())
    return dict(form) | {
        "document_no": normal_document_no(form.get("document_no", "")) or form.get("document_no", ""),
        "disclosure": DISCLOSURE_WORDS.get(form.get("disclosure", ""), ""),  # type: ignore[call-overload]
        "body_format": "",
        "kind": KIND_WORDS.get(kind, ""),  # type: ignore[call-overload]
        "normative": {"yes": "是", "no": "不是"}.get(form.get("normative", ""), "没有说明"),
        "interpretation_wanted": "需要" if form.get("interpretation_wanted") else "",
        "audiences": "、".join(sorted(ticked)),
        "keywords": "、".join(keywords),
        "document": "",
    }


def audience_choices(form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The boxes: those of the list, and those that this policy has beside it."""
    yield from ((f"{TICKED}{code}", words) for code, words in AUDIENCES.items())
    for name in form:
        code = name.removeprefix(TICKED)
        if name.startswith(TICKED) and code not in AUDIENCES:
            yield name, f"{code}（不在名录中）"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _link(line: str) -> dict[str, str]:
    """Name and address, the address last."""
    *name, url = line.split()
    return {"title": " ".join(name), "url": url}


@dataclass(slots=True)
class SubmittedSheet:
    """A sheet that was sent. `left_behind` is what its Word document held besides words; `shown` is the preview."""

    typed: dict[str, str]
    left_behind: tuple[str, ...] | None = None
    refusal: Refusal | None = None
    document_refused: bool = False
    shown: Policy | None = None

    @property
    def has_document(self) -> bool:
        """Whether a Word document came with it: a body that was just read is looked at before it is saved."""
        return self.document_refused or self.left_behind is not None

    @property
    def wants_preview(self) -> bool:
        """Whether the preview is wanted rather than saving."""
        return self.typed.get("do") == "preview"

    def refused(self, refusal: Refusal) -> Self:
        """The sheet with its refusal."""
        self.refusal = refusal
        return self


async def read_submitted_sheet(request: Request, running: ServiceRuntime) -> SubmittedSheet:
    """Read the form; a document that cannot be read is refused, and the rest of the form stays as it was."""
    async with form_with_file(request, "document") as (file, typed):
        if file is None:
            return SubmittedSheet(typed)
        try:
            document = await _read(file, running)
        except Refusal as refusal:
            return SubmittedSheet(typed, refusal=refusal, document_refused=True)
    words = {"body": document.html, "body_format": str(BodyFormat.html)}
    return SubmittedSheet(typed | words, left_behind=document.cautions)


async def _read(file: UploadFile, running: ServiceRuntime) -> WordBody:
    if not (file.filename or "").lower().endswith(DOCX.suffix):
        raise FileKindNotAllowed("正文只能从 Word 文档（.docx）读入；其他文件请作为附件上传。")
    blobs = blob_store_of(running)
    examined = await keep_form_file(file, blobs, DOCX.largest, goes_public=False)
    return await asyncio.to_thread(word_document.read, await blobs.bytes_of(examined.sha256))


@router.get("/new", guard=DRAFTS)
async def new_page(request: Request, pages: PagesDep) -> HTMLResponse:
    """An empty sheet."""
    return _new(request, pages, SubmittedSheet(dict(BLANK)))


@router.post("/new", guard=SENDS_SHEET)
async def post_new(request: Request, running: RuntimeDep, actor: ActorDep, pages: PagesDep) -> Response:
    """Draft it, or show how it would look, or say what is still wrong."""
    sent = await read_submitted_sheet(request, running)
    if sent.has_document:
        return _new(request, pages, sent)
    try:
        draft = to_body(sent.typed).draft()
        if sent.wants_preview:
            sent.shown = await preview_policy(running, actor, partial(draft_policy, draft))
            return _new(request, pages, sent)
        async with running.work(actor) as work:
            policy = await draft_policy(draft, work)
    except DocumentNoTaken as refusal:
        if there := await _drafted_already(draft, running, actor):
            return RedirectResponse(f"{PREFIX}/{there.id}", 303)
        return _new(request, pages, sent.refused(refusal))
    except Refusal as refusal:
        return _new(request, pages, sent.refused(refusal))
    return RedirectResponse(f"{PREFIX}/{policy.id}", 303)


@router.get("/{policy_id}/words", guard=staff_who_may(PolicyAct.revise))
async def words_page(page: DossierPageDep) -> HTMLResponse:
    """The sheet as it was saved last."""
    return await _sheet(page)


@router.post("/{policy_id}/words", guard=SENDS_SHEET)
async def post_words(page: DossierPageDep) -> Response:
    """Change the words, unless somebody else did so meanwhile; then nothing that was typed is lost."""
    sent = await read_submitted_sheet(page.request, page.running)
    if sent.has_document:
        return await _sheet(page, sent)
    try:
        draft = to_body(sent.typed).draft()
        revise = partial(_revise, page, draft, read_version(sent.typed))
        if sent.wants_preview:
            sent.shown = await preview_policy(page.running, page.actor, revise)
            return await _sheet(page, sent)
        async with page.running.work(page.actor) as work:
            await revise(work)
    except ChangedMeanwhile as refusal:
        return page.back() if await _saved_already(page, draft) else await _sheet(page, sent.refused(refusal))
    except Refusal as refusal:
        return await _sheet(page, sent.refused(refusal))
    return page.back()


async def _revise(page: DossierPage, draft: Draft, version: int, work: Work) -> Policy:
    return await revise_policy(page.policy_id, draft, version, work)


async def _drafted_already(draft: Draft, running: ServiceRuntime, actor: Actor) -> Policy | None:
    """What the first of two clicks has saved."""
    async with running.reading() as db:
        there = await store.with_document_no(db, draft.checked().document_no)
    if there is None or there.version != 1 or there.drafted_by != (actor.id,):
        return None
    again = Policy.of(draft, id=there.id, by=actor, at=there.drafted_at)
    return there if again.digest == there.digest else None


async def _saved_already(page: DossierPage, draft: Draft) -> bool:
    """Whether the newest version is what was sent, by this very person: the second of two clicks."""
    async with page.running.reading() as db:
        policy = await store.policy(db, page.policy_id, page.actor.only_unit)
    if policy.state is not PolicyState.draft or page.actor.id not in policy.drafted_by:
        return False
    return domain.revise(policy, draft, by=page.actor, at=policy.drafted_at).policy.digest == policy.digest


def _new(request: Request, pages: Pages, sent: SubmittedSheet) -> HTMLResponse:
    return pages.render(
        request,
        "desk_new.html",
        status_code=status_of(sent.refusal) if sent.refusal else 200,
        words=DESK_WORDS,
        src=lambda file: "",
        amending=False,
        **_filled(sent),
    )


async def _sheet(page: DossierPage, sent: SubmittedSheet | None = None) -> HTMLResponse:
    async with page.running.reading() as db:
        policy = await policy_shown(db, page.policy_id, page.actor.only_unit)
    there = as_typed(policy)
    sent = sent or SubmittedSheet(there)
    conflict = isinstance(sent.refusal, ChangedMeanwhile)
    return page.render(
        "desk_words.html",
        sent.refusal,
        policy=policy,
        amending=policy.edition > 0,
        version=policy.version if conflict else sent.typed.get("version", ""),
        theirs=list(differences(in_words(there), in_words(sent.typed), LABELS)) if conflict else [],
        **{name: value for name, value in _filled(sent).items() if name != "refusal"},
    )


def _filled(sent: SubmittedSheet) -> Mapping[str, Any]:
    refusal = sent.refusal
    errors = form_errors(refusal.points, LISTS) if refusal else {}
    if refusal and sent.document_refused:
        errors = {"document": refusal.detail}
    return {
        "form": sent.typed,
        "errors": errors,
        "refusal": refusal,
        "shown": sent.shown,
        "left_behind": sent.left_behind,
        "labels": LABELS,
        "fields": FIELDS.with_state(OPTIONS, {}, {}),
        "audiences": list(audience_choices(sent.typed)),
    }


FORMS: Final[tuple[PolicyForm, ...]] = (
    PolicyForm(
        name="review",
        act=PolicyAct.review,
        title="审核通过",
        action=button_only(review_policy),
        was_done=lambda case, _: case.policy.state is PolicyState.reviewed and case.policy.reviewed_by == case.actor.id,
        prefix="",
    ),
    PolicyForm(
        name="amendment/removal",
        act=PolicyAct.drop_amendment,
        title="放弃这次修改",
        buttons=(Button(kind="danger"),),
        action=button_only(drop_amendment),
        was_done=lambda case, _: case.policy.state is PolicyState.published,
        prefix="",
    ),
)
"""The buttons of a policy's page about its draft."""

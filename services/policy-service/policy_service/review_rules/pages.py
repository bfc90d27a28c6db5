"""The review rules at the desk: both lists, who amended them, and the sheet on which they are edited."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from gongkai.actor import Actor, Role
from gongkai.desk.form_fields import FormFields
from gongkai.desk.forms import read_form, typed_in
from gongkai.desk.render import PagesDep
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.problems import status_of
from gongkai.http.router import Router
from gongkai.refusals import ChangedMeanwhile, Point, Refusal
from gongkai.review import rules
from gongkai.review.rules import DESK_PATH, RULES_WORDS, RulesKind
from gongkai.runtime.service import ServiceRuntime
from policy_service.policy.pages.dossier_page import read_version
from policy_service.review_rules.usecases import AmendedRules, amend_review_rules

router = Router(prefix=DESK_PATH, include_in_schema=False)

SHOWN: Final = 50
WHAT_FOR: Final = {
    RulesKind.words: "公开前逐字查找的词：拦截的只有保密员能放行，提示的请起草人再核对。",
    RulesKind.open_matters: "看似个人信息、其实应当公开的办公电话、在任人员姓名、办公地址和邮箱域名，公开时不遮盖。",
}
SECTIONS: Final = {
    "word": "个词",
    "phones": "个电话（phones）",
    "officials": "个姓名（officials）",
    "addresses": "个地址（addresses）",
    "mail_domains": "个域名（mail_domains）",
}
Edition = Annotated[int, Path(ge=0, le=2_147_483_647)]


@router.get("", guard=staff())
async def overview_page(request: Request, db: ReadDep, pages: PagesDep) -> HTMLResponse:
    """Both lists, and which edition of each holds."""
    lists = [await rules.newest(db, kind) for kind in RulesKind]
    return pages.render(request, "review_rules.html", lists=lists, titles=RULES_WORDS, what_for=WHAT_FOR)


@router.get("/{kind}", guard=staff())
async def list_page(kind: RulesKind, request: Request, running: RuntimeDep) -> HTMLResponse:
    """One list: to edit for those who may, to read for the others, and its history."""
    return await _show(request, running, kind)


@router.post("/{kind}", guard=staff(Role.office, Role.secrecy))
async def post_list(kind: RulesKind, request: Request, running: RuntimeDep, actor: ActorDep) -> Response:
    """Make the next edition, unless somebody else did so meanwhile; then nothing that was typed is lost."""
    typed = await typed_in(request)
    try:
        amended = read_form(AmendedRules, typed)
        async with running.work(actor) as work:
            await amend_review_rules(kind, amended, read_version(typed), work)
    except Refusal as refusal:
        return await _show(request, running, kind, refusal, typed)
    return RedirectResponse(f"{DESK_PATH}/{kind}", 303)


@router.get("/{kind}/editions/{edition}", guard=staff())
async def edition_page(kind: RulesKind, edition: Edition, request: Request, db: ReadDep, pages: PagesDep) -> Response:
    """An edition as it was."""
    found = await rules.edition_of(db, kind, edition)
    return pages.render(request, "review_rules_edition.html", found=found, title=RULES_WORDS[kind])


async def _show(
    request: Request,
    running: ServiceRuntime,
    kind: RulesKind,
    refusal: Refusal | None = None,
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    actor: Actor = request.state.actor
    async with running.reading() as db:
        held, history = await rules.newest(db, kind), await rules.history(db, kind, SHOWN)
    page: dict[str, Any] = {
        "held": held,
        "history": history,
        "title": RULES_WORDS[kind],
        "what_for": WHAT_FOR[kind],
        "may_amend": actor.has(Role.office, Role.secrecy),
        "form": typed if typed is not None else {"toml": held.toml},
        "faults": _in_words(refusal.points) if refusal else [],
        "refusal": refusal,
        "conflict": isinstance(refusal, ChangedMeanwhile),
        "fields": FormFields.of(AmendedRules).fields,
    }
    pages = request.app.state.pages
    answer: HTMLResponse = pages.render(
        request, "review_rules_list.html", status_code=status_of(refusal) if refusal else 200, **page
    )
    return answer


def _in_words(points: Sequence[Point]) -> list[str]:
    """`/toml/word/3/action` is the fourth word."""
    return [_place(point.pointer.split("/")[2:]) + point.detail for point in points]


def _place(steps: Sequence[str]) -> str:
    if len(steps) > 1 and steps[0] in SECTIONS and steps[1].isdecimal():
        return f"第{int(steps[1]) + 1}{SECTIONS[steps[0]]}：" + "".join(f"{step} " for step in steps[2:])
    return f"{steps[0]}：" if steps and steps[0] else ""

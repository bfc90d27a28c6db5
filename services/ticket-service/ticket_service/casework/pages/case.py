"""The case page of a ticket: everything a clerk needs to know, what is next, and the forms of all permitted acts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.actor import Actor
from gongkai.desk.act_forms import VERSION, ActForm, Submission
from gongkai.desk.case_page import CasePage, CaseVisit, RefusedForm, case_routes
from gongkai.desk.form_views import FormBasis, errors_of, form_views
from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep
from gongkai.mounts.clock_pages import explanation_pages
from gongkai.refusals import ChangedMeanwhile
from ticket_service.casework.domain.next_step import next_step
from ticket_service.casework.pages.case_facts import OpenedCase, open_case
from ticket_service.casework.pages.case_forms import BY_NAME, FORMS, LABELS, by_group, forms_of, main_form
from ticket_service.casework.pages.case_order import citizen_told
from ticket_service.ticket.domain.history import HistoryEntry
from ticket_service.ticket.domain.lifecycle import OF_ITSELF, Act, roles
from ticket_service.ticket.domain.statutory import LIMITS
from ticket_service.ticket.pages import CASE_READERS, CASES
from ticket_service.ticket.store import tickets
from ticket_service.ticket.values.order import Citizen

KNOWN: Final = "known"
"""The hidden field that says up to which entry of the history the page told."""
OWN: Final = "您刚才已经改动过该办件（可能是重复提交，或者另开了页面），这一次没有保存。"


async def number(subject_id: UUID, db: ReadDep, actor: ActorDep) -> str:
    """The ticket's number, for those who may see it."""
    return (await tickets.ticket_of(db, subject_id, actor.only_unit)).no


async def _load(visit: CaseVisit, db: AsyncConnection) -> OpenedCase:
    """The ticket as this person may read it; a reply template fills the report's form only on the way to the page."""
    ticket = await tickets.ticket_of(db, visit.case_id, visit.actor.only_unit)
    template = visit.request.query_params.get("template", "") if visit.request.method == "GET" else ""
    return await open_case(ticket, visit.actor, db, visit.running, template)


def _context(
    visit: CaseVisit, case: OpenedCase, refused: RefusedForm[OpenedCase, Act] | None, original: object
) -> Mapping[str, Any]:
    """The facts of the case and its forms; `original` is the citizen, shown once without masks."""
    forms = forms_of(case, case.facing)
    step = next_step(case.facing, case.is_held)
    main = main_form(forms, step.act)
    address = f"{CASES}/{case.ticket.id}"
    basis = FormBasis(address=address, hidden={VERSION: str(case.ticket.version), KNOWN: case.known})
    views = form_views(forms, case, basis, refused)
    citizen = original if isinstance(original, Citizen) else None
    return {
        **case.facts,
        **_refused(refused, case),
        "here": address,
        "next": step,
        "forms": views,
        "main": views.get(main),
        "groups": by_group(views, main),
        "labels": LABELS,
        "original": citizen,
        "citizen_told": citizen_told(citizen or case.seen.order.citizen),
    }


def _refused(refused: RefusedForm[OpenedCase, Act] | None, case: OpenedCase) -> dict[str, Any]:
    """A refusal in words, beside its fields, and what others did since the page was read."""
    if refused is None:
        opened = "report" if case.facts["template"] else ""
        return {"refused": "", "tried": None, "errors": {}, "opened": opened, "kept": {}, "since": []}
    since = _since(case.history, refused.sent) if refused.is_conflict else []
    return {
        "refused": OWN if _all_by(case.actor, since) else refused.refusal.detail,
        "tried": refused.form,
        "errors": errors_of(refused, BY_NAME),
        "opened": refused.form.fields_named_in,
        "kept": refused.form.fields.in_words(refused.typed),
        "since": since,
    }


def _was_done(case: OpenedCase, form: ActForm[OpenedCase, Act], sent: Submission) -> bool:
    """Whether a button was pressed twice: all that happened since is this person's own act."""
    since = _since(case.history, sent)
    return form.is_button and form.act in {one.act for one in since} and _all_by(case.actor, since)


def _all_by(actor: Actor, since: Sequence[HistoryEntry]) -> bool:
    return {one.actor for one in since if one.act not in OF_ITSELF} == {actor.name}


def _since(entries: Sequence[HistoryEntry], sent: Submission) -> list[HistoryEntry]:
    """What happened after the page was read; ids made later sort later."""
    known = sent.basis[KNOWN]
    return [one for one in entries if known and str(one.id) > known]


PAGE: Final[CasePage[OpenedCase, Act]] = CasePage(
    prefix=CASES,
    parameter="ticket_id",
    readers=CASE_READERS,
    guard=lambda form: staff(*roles(form.act)),
    template="case.html",
    load=_load,
    context=_context,
    basis=(VERSION, KNOWN),
    conflicts=(ChangedMeanwhile,),
    was_done=_was_done,
)

clock_pages = explanation_pages(CASES, LIMITS, number, CASE_READERS)
router = case_routes(PAGE, FORMS)

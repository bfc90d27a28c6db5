"""What citizens read: the first page of the suite, the list of policies, a policy with its interpretation."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse

from gongkai.desk.render import PagesDep
from gongkai.http.access import AccessTable, public
from gongkai.http.dependencies import ReadDep, RunningDep
from gongkai.http.paging import PagingDep
from gongkai.organisation.units import name_of
from policy_service.policy.domain.audience import words_of
from policy_service.policy.domain.draft import DISCLOSURE_WORDS
from policy_service.policy.domain.interpretation import ELEMENT_WORDS, FORM_WORDS
from policy_service.policy.domain.kinds import KIND_WORDS
from policy_service.policy.domain.validity import VALIDITY_WORDS
from policy_service.publication.domain.page_tags import as_html
from policy_service.publication.store import editions as store
from policy_service.publication.usecases.tag_page import tag_page
from policy_service.settings import PolicySettings

router = APIRouter(include_in_schema=False)
access: AccessTable = {
    ("GET", "/"): public(),
    ("GET", "/policies"): public(),
    ("GET", "/policies/{policy_id}"): public(),
    ("GET", "/policies/{policy_id}/editions/{number}"): public(),
}

NEWEST: Final = 5
WORDS: Final[dict[str, Any]] = {
    "kinds": KIND_WORDS,
    "disclosures": DISCLOSURE_WORDS,
    "validities": VALIDITY_WORDS,
    "forms": FORM_WORDS,
    "elements": ELEMENT_WORDS,
    "audience_words": words_of,
    "unit_name": name_of,
}
EditionNo = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/")
async def first_page(request: Request, db: ReadDep, pages: PagesDep) -> HTMLResponse:
    """What is new, and what a citizen can do here."""
    return pages.render(request, "first_page.html", policies=await store.published(db, None, NEWEST), words=WORDS)


@router.get("/policies")
async def list_page(request: Request, db: ReadDep, paging: PagingDep, pages: PagesDep) -> HTMLResponse:
    """All public policies, newest first."""
    after = paging.after()
    rows = await store.published(db, (after[0], after[1]) if after else None, paging.limit + 1)
    page = paging.page(rows, lambda line: (line.published_at, line.id))
    return pages.render(
        request, "policies.html", policies=page["items"], words=WORDS, next=page["next"], first=after is not None
    )


@router.get("/policies/{policy_id}")
async def policy_page(
    policy_id: UUID, request: Request, db: ReadDep, running: RunningDep, pages: PagesDep
) -> HTMLResponse:
    """One policy: its words, its interpretations, its files, and the way to its message board."""
    policy = await store.public_edition(db, policy_id)
    notes = await store.public_editions(db, policy_id)
    tags = as_html(tag_page(policy, running.own_settings(PolicySettings)))
    return pages.render(request, "policy.html", policy=policy, notes=notes, tags=tags, words=WORDS)


@router.get("/policies/{policy_id}/editions/{number}")
async def edition_page(
    policy_id: UUID, number: EditionNo, request: Request, db: ReadDep, pages: PagesDep
) -> HTMLResponse:
    """The words of an edition as they were public; files and questions are with the current one."""
    policy = await store.public_edition(db, policy_id, number)
    notes = await store.public_editions(db, policy_id)
    return pages.render(request, "policy_edition.html", policy=policy, notes=notes, words=WORDS)

"""What citizens read: the first page of the suite, the list of policies, a policy."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from gongkai.organisation.units import name_of
from gongkai.web.access import AccessTable, public
from gongkai.web.dependencies import PagesDep, ReadDep
from gongkai.web.pages import PagingDep
from policy_service.domain.draft import DISCLOSURE_WORDS
from policy_service.domain.kinds import KIND_WORDS
from policy_service.store import editions as store

router = APIRouter(include_in_schema=False)
access: AccessTable = {
    ("GET", "/"): public(),
    ("GET", "/policies"): public(),
    ("GET", "/policies/{policy_id}"): public(),
}

NEWEST: Final = 5


@router.get("/")
async def first_page(request: Request, db: ReadDep, pages: PagesDep) -> HTMLResponse:
    """What is new, and what a citizen can do here."""
    return pages.render(request, "first_page.html", policies=await store.published(db, None, NEWEST), kinds=KIND_WORDS)


@router.get("/policies")
async def list_page(request: Request, db: ReadDep, paging: PagingDep, pages: PagesDep) -> HTMLResponse:
    """All public policies, newest first."""
    after = paging.after()
    rows = await store.published(db, (after[0], after[1]) if after else None, paging.limit + 1)
    page = paging.page(rows, lambda line: (line.published_at, line.id))
    return pages.render(
        request, "policies.html", policies=page["items"], kinds=KIND_WORDS, next=page["next"], first=after is not None
    )


@router.get("/policies/{policy_id}")
async def policy_page(policy_id: UUID, request: Request, db: ReadDep, pages: PagesDep) -> HTMLResponse:
    """One policy, with the way to its message board."""
    policy = await store.public_edition(db, policy_id)
    words = {"kinds": KIND_WORDS, "disclosures": DISCLOSURE_WORDS, "unit_name": name_of}
    return pages.render(request, "policy.html", policy=policy, words=words)

"""What citizens read: the first page of the suite, the list of policies, a policy with its interpretation."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Path, Request
from fastapi.responses import HTMLResponse

from gongkai.desk.render import PagesDep
from gongkai.http.access import public
from gongkai.http.dependencies import ReadDep, RunningDep
from gongkai.http.paging import PagingDep
from gongkai.http.router import Router
from policy_service.policy.pages.words import PUBLIC_WORDS
from policy_service.policy.store import editions as store
from policy_service.publication.domain.page_tags import as_html
from policy_service.publication.usecases import tag_page
from policy_service.settings import PolicySettings

router = Router(include_in_schema=False)

NEWEST: Final = 5
EditionNo = Annotated[int, Path(ge=1, le=10_000)]


@router.get("/", guard=public())
async def first_page(request: Request, db: ReadDep, pages: PagesDep) -> HTMLResponse:
    """What is new, and what a citizen can do here."""
    return pages.render(
        request, "first_page.html", policies=await store.public_lines(db, None, NEWEST), words=PUBLIC_WORDS
    )


@router.get("/policies", guard=public())
async def list_page(request: Request, db: ReadDep, paging: PagingDep, pages: PagesDep) -> HTMLResponse:
    """All public policies, newest first."""
    after = paging.after()
    rows = await store.public_lines(db, (after[0], after[1]) if after else None, paging.limit + 1)
    page = paging.page(rows, lambda line: (line.published_at, line.id))
    return pages.render(
        request, "policies.html", policies=page["items"], words=PUBLIC_WORDS, next=page["next"], first=after is not None
    )


@router.get("/policies/{policy_id}", guard=public())
async def policy_page(
    policy_id: UUID, request: Request, db: ReadDep, running: RunningDep, pages: PagesDep
) -> HTMLResponse:
    """One policy: its words, its interpretations, its files, and the way to its message board."""
    policy = await store.public_edition(db, policy_id)
    notes = await store.public_editions(db, policy_id)
    tags = as_html(tag_page(policy, running.own_settings(PolicySettings)))
    return pages.render(request, "policy.html", policy=policy, notes=notes, tags=tags, words=PUBLIC_WORDS)


@router.get("/policies/{policy_id}/editions/{number}", guard=public())
async def edition_page(
    policy_id: UUID, number: EditionNo, request: Request, db: ReadDep, pages: PagesDep
) -> HTMLResponse:
    """The words of an edition as they were public; files and questions are with the current one."""
    policy = await store.public_edition(db, policy_id, number)
    notes = await store.public_editions(db, policy_id)
    return pages.render(request, "policy_edition.html", policy=policy, notes=notes, words=PUBLIC_WORDS)

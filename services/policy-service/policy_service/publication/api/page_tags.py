"""The page tags of a policy's page, for whoever shows it elsewhere."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gongkai.http.access import AccessTable, public
from gongkai.http.dependencies import ReadDep, RunningDep
from policy_service.publication.domain.page_tags import as_html
from policy_service.publication.store import editions
from policy_service.publication.usecases.tag_page import tag_page

TAGS: Final = "/api/v1/policies/{policy_id}"

page_tags_router = APIRouter(prefix=TAGS, tags=["policies"])
page_tags_access: AccessTable = {
    ("GET", f"{TAGS}/page-tags"): public(),
    ("GET", f"{TAGS}/page-tags.html"): public(),
}


@page_tags_router.get("/page-tags", response_model=dict[str, str])
async def get_page_tags(policy_id: UUID, db: ReadDep, running: RunningDep) -> dict[str, str]:
    """The tags of the national page standard (国办发〔2017〕47号) for its page."""
    return tag_page(await editions.public_edition(db, policy_id), running.settings)


@page_tags_router.get("/page-tags.html", response_class=HTMLResponse)
async def get_page_tags_as_html(policy_id: UUID, db: ReadDep, running: RunningDep) -> HTMLResponse:
    """The same, as a fragment for the head of a page."""
    return HTMLResponse(as_html(tag_page(await editions.public_edition(db, policy_id), running.settings)))

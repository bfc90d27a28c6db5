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
from policy_service.settings import PolicySettings

HERE: Final = "/api/v1/policies/{policy_id}"

router = APIRouter(prefix=HERE, tags=["policies"])
access: AccessTable = {
    ("GET", f"{HERE}/page-tags"): public(),
    ("GET", f"{HERE}/page-tags.html"): public(),
}


@router.get("/page-tags", response_model=dict[str, str])
async def get_page_tags(policy_id: UUID, db: ReadDep, running: RunningDep) -> dict[str, str]:
    """The tags of the national page standard (国办发〔2017〕47号) for its page."""
    return tag_page(await editions.public_edition(db, policy_id), running.own_settings(PolicySettings))


@router.get("/page-tags.html", response_class=HTMLResponse)
async def get_page_tags_as_html(policy_id: UUID, db: ReadDep, running: RunningDep) -> HTMLResponse:
    """The same, as a fragment for the head of a page."""
    return HTMLResponse(
        as_html(tag_page(await editions.public_edition(db, policy_id), running.own_settings(PolicySettings)))
    )

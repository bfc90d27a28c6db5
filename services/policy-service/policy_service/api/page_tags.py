"""The page tags of a policy's page, for whoever shows it elsewhere."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from gongkai.running import Running
from gongkai.settings import Settings
from gongkai.web.access import AccessTable, public
from gongkai.web.dependencies import ReadDep, RunningDep
from policy_service.domain import page_tags
from policy_service.domain.edition import Edition
from policy_service.domain.page_tags import Site
from policy_service.store import editions

HERE: Final = "/api/v1/policies/{policy_id}"

router = APIRouter(prefix=HERE, tags=["policies"])
access: AccessTable = {
    ("GET", f"{HERE}/page-tags"): public(),
    ("GET", f"{HERE}/page-tags.html"): public(),
}


@router.get("/page-tags", response_model=dict[str, str])
async def get_page_tags(policy_id: UUID, db: ReadDep, running: RunningDep) -> dict[str, str]:
    """The tags of the national page standard (国办发〔2017〕47号) for its page."""
    return tags_for(await editions.public_edition(db, policy_id), running)


@router.get("/page-tags.html", response_class=HTMLResponse)
async def get_page_tags_as_html(policy_id: UUID, db: ReadDep, running: RunningDep) -> HTMLResponse:
    """The same, as a fragment for the head of a page."""
    return HTMLResponse(page_tags.as_html(tags_for(await editions.public_edition(db, policy_id), running)))


def tags_for(edition: Edition, running: Running) -> dict[str, str]:
    """The tags of an edition on this portal."""
    return page_tags.tags_of(edition, site_of(running.settings), running.settings.public_url + edition.path)


def site_of(settings: Settings) -> Site:
    """The portal as it was set."""
    return Site(
        name=settings.site_name,
        domain=settings.site_domain,
        id_code=settings.site_id_code,
        column_name=settings.column_name,
        column_description=settings.column_description,
        column_keywords=settings.column_keywords,
        column_type=settings.column_type,
    )

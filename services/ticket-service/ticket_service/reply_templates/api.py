"""Templates of replies over REST: those that the reader's unit may fill, and the words of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from fastapi import Response
from pydantic import Field

from gongkai.http.access import staff
from gongkai.http.dependencies import ActorDep, ReadDep, WorkDep
from gongkai.http.etag import IfMatch, etag
from gongkai.http.router import Router
from ticket_service.reply_templates import store
from ticket_service.reply_templates.domain import ReplyTemplate
from ticket_service.reply_templates.usecases import (
    NewTemplate,
    TemplateWords,
    retire_reply_template,
    rewrite_reply_template,
    write_reply_template,
)
from ticket_service.ticket.api.case_log_views import PersonView
from ticket_service.ticket.api.order_views import View
from ticket_service.ticket.values.blanks import KNOWN

HERE: Final = "/api/v1/reply-templates"
ONE: Final = f"{HERE}/{{template_id}}"
READERS: Final = staff("clerk", "head", "office", "auditor")
WRITERS: Final = staff("head", "office")

router = Router(prefix=HERE, tags=["reply templates"])


class TemplateView(View):
    """One template."""

    id: UUID
    unit: str | None = Field(description="Without one it is for all units")
    title: str
    handling: str = Field(
        description=f"Placeholders: {'、'.join(f'【{name}】' for name in KNOWN)}; 【填写：…】 by hand"
    )
    reply_points: str
    written_by: PersonView
    written_at: datetime
    retired_at: datetime | None
    version: int


@router.get("", guard=READERS, response_model=list[TemplateView])
async def get_templates(db: ReadDep, actor: ActorDep) -> Sequence[Any]:
    """Those in use, the unit's own first."""
    return await store.every(db, actor.only_unit)


@router.post("", guard=WRITERS, status_code=201, response_model=TemplateView)
async def post_template(said: NewTemplate, work: WorkDep, response: Response) -> ReplyTemplate:
    """Write a new one."""
    return _shown(await write_reply_template(said, work), response)


@router.get("/{template_id}", guard=READERS, response_model=TemplateView)
async def get_template(template_id: UUID, db: ReadDep, actor: ActorDep, response: Response) -> ReplyTemplate:
    """One of them, also a retired one."""
    return _shown(await store.template(db, template_id, actor.only_unit), response)


@router.put("/{template_id}", guard=WRITERS, response_model=TemplateView)
async def put_template(
    template_id: UUID, said: TemplateWords, expected: IfMatch, work: WorkDep, response: Response
) -> ReplyTemplate:
    """Change its words."""
    return _shown(await rewrite_reply_template(template_id, said, expected.version, work), response)


@router.post("/{template_id}/retirement", guard=WRITERS, response_model=TemplateView)
async def post_retirement(template_id: UUID, expected: IfMatch, work: WorkDep, response: Response) -> ReplyTemplate:
    """Take it out of use."""
    return _shown(await retire_reply_template(template_id, expected.version, work), response)


def _shown(one: ReplyTemplate, response: Response) -> ReplyTemplate:
    response.headers["ETag"] = etag(one.version)
    return one

"""A template of replies is written or rewritten, by the unit that uses it or by the office for all."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.actor import Actor, Role
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from ticket_service.reply_templates import store
from ticket_service.reply_templates.domain import (
    HANDLING_LONGEST,
    REPLY_LONGEST,
    TITLE_LONGEST,
    ReplyTemplate,
    TemplateForeign,
    TemplateText,
    refuse_unfillable,
)
from ticket_service.ticket.values.person import Person


class TemplateWords(Body):
    """What the template says; the rule itself refuses what is missing or unknown, all at once."""

    title: Annotated[
        str, Line(TITLE_LONGEST, least=0), Field(description="模板名称"), Input("模板名称", required=True)
    ] = ""
    handling: Annotated[
        str,
        Prose(HANDLING_LONGEST, least=0),
        Field(description="办理情况, with placeholders"),
        Input("办理情况", required=None, rows=8),
    ] = ""
    reply_points: Annotated[
        str,
        Prose(REPLY_LONGEST, least=0),
        Field(description="答复要点, with placeholders"),
        Input("答复要点", required=None, rows=5),
    ] = ""

    @property
    def words(self) -> TemplateText:
        """As the domain knows them."""
        return TemplateText(title=self.title, handling=self.handling, reply_points=self.reply_points)


class NewTemplate(TemplateWords):
    """A template of the writer's unit, or of all units."""

    for_all: Annotated[bool, Field(description="For all units: the office only"), Input("全部单位通用")] = False


async def write_reply_template(said: NewTemplate, work: Work) -> ReplyTemplate:
    """A new template."""
    unit = None if said.for_all else work.actor.unit
    refuse_foreign(unit, work.actor)
    words = refuse_unfillable(said.words)
    one = ReplyTemplate(
        id=work.new_id(),
        unit=unit,
        title=words.title,
        handling=words.handling,
        reply_points=words.reply_points,
        written_by=Person.of(work.actor),
        written_at=work.now,
    )
    await store.add(work.db, one)
    work.audit("reply_template.written", str(one.id), unit=unit or "")
    return one


async def rewrite_reply_template(
    template_id: UUID, said: TemplateWords, version: int | None, work: Work
) -> ReplyTemplate:
    """The same template with other words."""
    before = await store.to_change(work.db, template_id, work.actor.only_unit, version)
    refuse_foreign(before.unit, work.actor)
    after = before.rewritten(said.words, Person.of(work.actor), work.now)
    await store.save(work.db, before, after)
    work.audit("reply_template.rewritten", str(after.id), version=after.version)
    return after


async def retire_reply_template(template_id: UUID, version: int | None, work: Work) -> ReplyTemplate:
    """It is no longer offered; it stays on file."""
    before = await store.to_change(work.db, template_id, work.actor.only_unit, version)
    refuse_foreign(before.unit, work.actor)
    after = before.retired(work.now)
    await store.save(work.db, before, after)
    work.audit("reply_template.retired", str(after.id), version=after.version)
    return after


def refuse_foreign(unit: str | None, actor: Actor) -> None:
    """Refuse to touch what is another unit's, or everybody's."""
    if unit is None and not actor.has(Role.office):
        raise TemplateForeign("通用模板由办公室维护。")
    if unit not in (None, actor.unit):
        raise TemplateForeign("只能修改本单位的模板。")

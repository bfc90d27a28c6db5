"""Somebody found out why the two sides differ, and writes it down for the others."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row

from gongkai.fields.body import Body
from gongkai.fields.text import Prose
from gongkai.privacy.masking import mask
from gongkai.unit_of_work import Work
from ticket_service.reconciliation.store import reconciliation as store


class Explained(Body):
    """Why a difference is as it is."""

    note: Annotated[str, Prose(500, least=2)] = Field(description="The reason; without personal data, which are masked")


async def note_difference(difference_id: UUID, explained: Explained, work: Work) -> Row[Any]:
    """The note holds until the difference is gone, or until one side says something else."""
    noted = await store.note(
        work.db, difference_id, note=mask(explained.note).text, noted_by=work.actor.name, noted_at=work.now
    )
    work.audit("reconciliation.noted", str(difference_id), order_no=noted.order_no, kind=noted.kind)
    return noted

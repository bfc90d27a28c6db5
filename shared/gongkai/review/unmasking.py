"""Reading what is masked is an act with a purpose, and it is on record."""

from typing import Annotated

from pydantic import Field

from gongkai.database.work import Work
from gongkai.privacy.masking import mask
from gongkai.web.body import Body
from gongkai.web.text import Line


class Unmasking(Body):
    """Why somebody needs the words behind the masks."""

    purpose: Annotated[str, Line(200, least=4)] = Field(description="What the original is needed for")


def note_unmasking(work: Work, subject: str, purpose: str) -> None:
    """Write down who read which original and why, in the transaction that shows it; the purpose itself is masked."""
    work.audit("privacy.unmask", subject, purpose=mask(purpose).text)

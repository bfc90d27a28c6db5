"""Reading what is masked is an act with a purpose, and it is on record."""

from typing import Annotated

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.inputs import Input
from gongkai.fields.text import Line
from gongkai.privacy.masking import mask
from gongkai.unit_of_work import Work


class Unmasking(Body):
    """Why somebody needs the words behind the masks."""

    purpose: Annotated[str, Line(200, least=4), Input("查看的目的")] = Field(
        description="What the original is needed for"
    )


def note_unmasking(work: Work, subject: str, purpose: str) -> None:
    """Write down who read which original and why, in the transaction that shows it; the purpose itself is masked."""
    work.audit("privacy.unmask", subject, purpose=mask(purpose).text)

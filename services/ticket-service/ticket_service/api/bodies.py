"""What staff send to the ticket service; the same bodies stand behind the forms of the pages."""

from typing import Annotated

from pydantic import Field

from gongkai.web.body import Body
from gongkai.web.text import Line, Prose
from ticket_service.api.times import Moment
from ticket_service.domain.contact import Channel, Outcome
from ticket_service.domain.report import HANDLING_LONGEST, REPLY_POINTS_LONGEST
from ticket_service.usecases.record_contact import Tried


class ContactTried(Body):
    """An attempt to reach the citizen."""

    channel: Channel
    outcome: Outcome
    at: Moment | None = Field(default=None, description="When it was; without it, just now")
    note: Annotated[str, Prose(1000, least=0)] = ""

    def tried(self) -> Tried:
        """As the use case takes it."""
        return Tried(channel=self.channel, outcome=self.outcome, at=self.at, note=self.note)


class ReportDrafted(Body):
    """办结报告 in its two parts (§9); a part that is empty is refused by the rule itself, both at once."""

    handling: Annotated[str, Prose(HANDLING_LONGEST, least=0)] = Field("", description="办理情况")
    reply_points: Annotated[str, Prose(REPLY_POINTS_LONGEST, least=0)] = Field("", description="答复要点")


class Assigned(Body):
    """The unit that handles the ticket from now on, and why."""

    unit: Annotated[str, Line(40)]
    reason: Annotated[str, Line(500)]

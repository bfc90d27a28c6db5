"""A moment, two people and a report's files that the tests of tickets speak of."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.findings import (
    ClaimFound,
    FactFound,
    Findings,
    OnSite,
    ReplyMode,
    Result,
    Satisfaction,
)
from ticket_service.ticket.values.order import Citizen, Order
from ticket_service.ticket.values.person import Person
from ticket_service.ticket.values.report import Report, ReportFile, ReportFiles, ReportRequirements, ReportText

BEFORE_THE_WEEK = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
"""2024-09-30 10:00 in Shanghai, the last working day before the National Day week."""
CLERK = Person(id="pudong.clerk", name="江东来")
HEAD = Person(id="pudong.head", name="海知潮")
FILES = ReportFiles(
    digest="d" * 64,
    hotline=ReportFile(id=UUID(int=2), name="办结报告.docx", size=3, sha256="a" * 64),
    archive=ReportFile(id=UUID(int=3), name="办结报告.docx", size=4, sha256="b" * 64),
)
FOUND = Findings(
    fact=FactFound.true,
    claim=ClaimFound.lawful,
    on_site=OnSite.yes,
    on_site_at=BEFORE_THE_WEEK,
    result=Result.solved,
    reply_mode=ReplyMode.phone,
    satisfaction=Satisfaction.satisfied,
    signed_unit="浦东新区市场监管局",
)
"""All that is asked of a complaint."""
REPLY = "浦东新区市场监管局于10月9日电话答复市民：已责令下架。"
PUDONG = ReportRequirements(unit="浦东新区市场监管局")


def report(
    handling: str = "已到现场检查。",
    reply_points: str = REPLY,
    found: Findings | None = FOUND,
    by: Person = CLERK,
    at: datetime = BEFORE_THE_WEEK + timedelta(days=9),
) -> Report:
    """A report that can be signed."""
    return Report.drafted(ReportText(handling=handling, reply_points=reply_points, findings=found), PUDONG, by, at)


def bare_ticket() -> Ticket:
    """A ticket of which only the least is known."""
    order = Order(
        order_no="1",
        source="中国政府网",
        kind="转送单",
        priority="普通",
        dispatched_at=BEFORE_THE_WEEK,
        category=(),
        district="浦东新区",
        title="题",
        content="文",
        citizen=Citizen(),
    )
    times = dict.fromkeys(("arrived_at", "received_at", "content_as_of"), BEFORE_THE_WEEK)
    return Ticket(id=UUID(int=1), no="GD-1", order_no="1", order=order, unit="pudong", **times)

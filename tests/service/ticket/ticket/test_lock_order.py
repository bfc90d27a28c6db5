"""Whoever changes a ticket and its clocks takes the ticket first, as the hotline's intake does: so of two none waits
for the other for ever."""

from typing import Any

from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import REPORT
from tests.statements import counted

ACTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("head", "pauses", {"rule": "inspection"}),
    ("head", "resumption", {}),
    ("office", "extensions/decision", {"granted": True}),
    ("clerk", "review-reply", {"reply": "已再次联系市民。"}),
    ("clerk", "contacts", {"channel": "phone", "outcome": "reached"}),
    ("clerk", "matter", {"kind": "complaint"}),
    ("clerk", "legal-steps", {"step": "complaint_accepted"}),
    ("clerk", "report", REPORT),
    ("head", "sign-off", {}),
)


async def test_c4_every_act_takes_the_ticket_before_its_clocks(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    assert (await doors.push("review")).status_code == 202
    ticket = await doors.read(ticket["id"])
    asked = await doors.act(doors.clerk, ticket, "extensions", days=3, reason="须抽样检验")
    assert asked.status_code == 201, asked.text
    touched = set()
    for who, act, said in ACTS:
        ticket = await doors.read(ticket["id"])
        with counted(doors.running) as seen:
            answer = await doors.act(getattr(doors, who), ticket, act, **said)
        assert answer.status_code in (200, 201), answer.text
        changes = [one.split()[1] for one in seen if one.startswith("UPDATE ")]
        assert changes[0] == "ticket", act
        touched |= {act} if "clock" in changes else set()
    assert touched == {act for _, act, _ in ACTS} - {"matter", "report"}, "these only start clocks, or touch none"

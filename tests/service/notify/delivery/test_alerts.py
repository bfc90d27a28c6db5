"""What is told at once: a policy taken back in an emergency, a publication that was held back."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from gongkai.events.envelope import Envelope, Event
from gongkai.events.policy import PolicyWithdrawn, PublicationHeldBack
from gongkai.events.record import ReceivedRecord
from gongkai.events.ticket import CoHandlingNamed
from gongkai.messaging.outbox import outbox
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece, new_id
from notify_service.delivery.store import delivery
from notify_service.delivery.timers import give_due_warnings, send_due_mails
from notify_service.service import SERVICE
from notify_service.warnings.domain import LadderUnfit
from notify_service.warnings.store import load_ladder, warning
from tests.mailbox import open_mailbox
from tests.makers import House, client, person
from tests.service.notify.owner import FOOD, at

NIGHT = at("2024-10-05", 23, 30)
"""A Saturday in the National Day week, half an hour before midnight."""
OFFICE, SECRECY, HEAD, CLERK = "office.supervisor", "office.secrecy", "food_production.head", "food_production.clerk"


def withdrawn(policy: UUID, version: int = 5, *, emergency: bool = True) -> PolicyWithdrawn:
    return PolicyWithdrawn(**_common(policy, version), withdrawn_at=NIGHT, emergency=emergency)


def held_back(policy: UUID, version: int = 4) -> PublicationHeldBack:
    return PublicationHeldBack(**_common(policy, version), planned_for=NIGHT, codes=("personal-data",))


def _common(policy: UUID, version: int) -> dict[str, Any]:
    return {
        "aggregate_id": policy,
        "version": version,
        "ref": "沪市监规〔2024〕1号",
        "unit": FOOD,
        "desk_path": f"/desk/policies/{policy}",
        "title": "食品生产许可管理办法" * 10,
        "document_no": "沪市监规〔2024〕1号",
    }


async def deliver(running: ServiceRuntime, *events: Event, again: bool = False) -> None:
    """Hand events over as the bus does; `again`: the same records twice."""
    records = []
    for event in events:
        envelope = Envelope.around(event, id=new_id(), source="/policy-service", time=NIGHT, traceparent=None)
        record = envelope.to_record()
        records.append(ReceivedRecord(record=record, partition=0, offset=len(records)))
    for _ in range(2 if again else 1):
        await running.consumer.handle(records)


async def told(running: ServiceRuntime, channel: str = "inbox") -> Sequence[tuple[str, str]]:
    async with running.reading() as db:
        rows = await db.execute(
            select(warning.c.stage, delivery.c.recipient)
            .join(delivery, delivery.c.warning_id == warning.c.id)
            .where(delivery.c.channel == channel)
            .order_by(delivery.c.recipient)
        )
        return [(row.stage, row.recipient) for row in rows]


async def states(running: ServiceRuntime) -> set[str]:
    async with running.reading() as db:
        return set(await db.scalars(select(delivery.c.state).where(delivery.c.channel == "mail")))


async def test_e5_an_emergency_withdrawal_is_told_at_once_at_night_and_once(
    notify: ServiceRuntime, timepiece: Timepiece
) -> None:
    timepiece.move(NIGHT)
    event = withdrawn(uuid4())
    await deliver(notify, event, again=True)
    await deliver(notify, event)
    assert await told(notify) == [("emergency", one) for one in (HEAD, SECRECY, OFFICE)]
    async with notify.reading() as db:
        (alert,) = (await db.execute(select(warning))).all()
        announced = (await db.execute(select(outbox))).all()
    assert alert.given_at - NIGHT < timedelta(seconds=30)
    assert (alert.unit, len(alert.title)) == (FOOD, 80)
    assert [(row.id, row.type) for row in announced] == [(alert.id, "gongkai.notify.warning-given.v1")]


async def test_e2_a_publication_held_back_is_told_to_those_who_can_mend_it(
    notify: ServiceRuntime, timepiece: Timepiece
) -> None:
    timepiece.move(NIGHT)
    policy = uuid4()
    await deliver(notify, held_back(policy))
    assert await told(notify) == [("held_back", one) for one in (CLERK, HEAD, OFFICE)]
    await deliver(notify, held_back(policy, version=9))
    assert len(await told(notify)) == 6, "held back a second time, it is told a second time"


async def test_e5_an_ordinary_withdrawal_alarms_nobody(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    timepiece.move(NIGHT)
    await deliver(notify, withdrawn(uuid4(), emergency=False))
    assert await told(notify) == []


async def test_e5_the_alert_goes_out_by_mail_at_any_hour(house: House, timepiece: Timepiece) -> None:
    timepiece.move(NIGHT)
    async with open_mailbox() as box, house.open(SERVICE, smtp_host="127.0.0.1", smtp_port=box.port) as running:
        policy = uuid4()
        await deliver(running, withdrawn(policy), held_back(uuid4()))
        timepiece.move(NIGHT + timedelta(seconds=5))
        assert await send_due_mails(running) == 6
        assert await send_due_mails(running) == 0
        assert await states(running) == {"delivered"}
    assert len(box.messages) == 4
    to_secrecy = next(one for one in box.messages if one["To"].startswith(SECRECY))
    assert to_secrecy["Subject"].startswith("【紧急提醒】文件紧急撤下：食品生产许可管理办法")
    words = to_secrecy.get_content()
    assert "请立即核查处理" in words
    assert "时间：2024-10-05 23:30" in words
    assert f"/desk/policies/{policy}" in words
    to_head = next(one for one in box.messages if one["To"].startswith(HEAD))
    assert "等2件事项" in to_head["Subject"]


async def test_e5_without_a_mail_server_the_alert_stays_in_the_inbox(
    notify: ServiceRuntime, timepiece: Timepiece
) -> None:
    timepiece.move(NIGHT)
    await deliver(notify, withdrawn(uuid4()))
    assert await states(notify) == {"waiting"}
    assert await send_due_mails(notify) == 3
    assert await send_due_mails(notify) == 0
    assert await states(notify) == {"needless"}
    assert len(await told(notify)) == 3


async def test_e5_the_alert_stands_on_the_page_of_warnings_and_is_taken_note_of(
    notify: ServiceRuntime, timepiece: Timepiece
) -> None:
    timepiece.move(NIGHT)
    await deliver(notify, withdrawn(uuid4()))
    async with client(notify, person("secrecy")) as officer:
        page = await officer.get("/desk/warnings", headers={"Accept": "text/html"})
        for words in ("文件紧急撤下", "请立即核查处理", "沪市监规〔2024〕1号", "立即"):
            assert words in page.text
        (alert,) = (await officer.get("/api/v1/warnings")).json()["items"]
        assert (alert["stage"], alert["clock"]) == ("emergency", "publication")
        taken = await officer.post(f"/api/v1/warnings/{alert['id']}/acknowledgement")
        assert taken.json()["acknowledged_by"] == SECRECY
    async with client(notify, person("clerk", "huangpu")) as stranger:
        assert (await stranger.get("/api/v1/warnings")).json()["items"] == []


async def test_e5_an_alert_is_no_limit_and_comes_on_no_board(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    timepiece.move(NIGHT)
    await deliver(notify, withdrawn(uuid4()))
    timepiece.move(at(date(2024, 10, 8), 9))
    assert await give_due_warnings(notify) == 0
    async with client(notify, person("office")) as office:
        assert (await office.get("/api/v1/clocks")).json()["items"] == []


def test_e5_a_ladder_on_which_nobody_is_told_of_an_emergency_stops_the_start(tmp_path: Path) -> None:
    own = tmp_path / "ladder.toml"
    own.write_text('[[rung]]\ntitle = "承办人"\nof = "unit"\nroles = ["clerk"]\nstages = ["overdue"]\n', "utf-8")
    with pytest.raises(LadderUnfit, match="emergency, held_back"):
        load_ladder(own)


def helpers_named(ticket: UUID, *units: str, version: int = 2) -> CoHandlingNamed:
    """The fact as the ticket service tells it; its clocks stay those of the unit that leads."""
    return CoHandlingNamed(
        aggregate_id=ticket,
        version=version,
        ref="GD-240930-NS99-P",
        unit="pudong",
        desk_path=f"/desk/tickets/{ticket}",
        state="handling",
        order_no="240930-0001",
        co_units=units,
    )


async def test_c9_a_unit_is_told_once_that_it_is_to_help(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    timepiece.move(NIGHT)
    ticket = uuid4()
    await deliver(notify, helpers_named(ticket, FOOD), again=True)
    assert await told(notify) == [("co_handling", one) for one in (CLERK, HEAD)]
    await deliver(notify, helpers_named(ticket, FOOD, "huangpu", version=3))
    assert [one for _, one in await told(notify)] == [CLERK, HEAD, "huangpu.clerk", "huangpu.head"]
    await deliver(notify, helpers_named(uuid4(), version=4))
    assert len(await told(notify)) == 4, "nobody helps any more, nobody is told"


async def test_c9_the_call_to_help_is_in_the_inbox_and_is_no_emergency(house: House, timepiece: Timepiece) -> None:
    timepiece.move(NIGHT)
    async with open_mailbox() as box, house.open(SERVICE, smtp_host="127.0.0.1", smtp_port=box.port) as running:
        ticket = uuid4()
        await deliver(running, helpers_named(ticket, FOOD))
        async with client(running, person("clerk", FOOD)) as clerk:
            page = (await clerk.get("/desk/warnings")).text
        timepiece.move(NIGHT + timedelta(seconds=5))
        await send_due_mails(running)
    assert "请协办热线工单" in page
    assert "请查看并填写协办意见" in page
    assert f"/desk/tickets/{ticket}" in page
    assert {message["Subject"] for message in box.messages} == {"【协办提醒】请协办热线工单"}

"""Mails over real SMTP: one message to a person, tried again while the server is away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from notify_service.delivery.store import delivery
from notify_service.delivery.timers import give_due_warnings, send_due_mails
from notify_service.service import SERVICE
from tests.mailbox import Mailbox, open_mailbox
from tests.makers import House
from tests.service.notify.owner import Owed, at, owed, tell


@pytest.fixture
async def mailbox() -> AsyncIterator[tuple[Mailbox, int]]:
    """The server and its port."""
    async with open_mailbox() as box:
        yield box, box.port


@asynccontextmanager
async def _by_mail(house: House, port: int) -> AsyncIterator[ServiceRuntime]:
    async with house.open(SERVICE, smtp_host="127.0.0.1", smtp_port=port) as running:
        yield running


async def _warn(running: ServiceRuntime, timepiece: Timepiece, count: int) -> list[Owed]:
    timepiece.move(at("2024-09-30", 10))
    tickets = [owed(ref=f"ZX-{number:03}") for number in range(count)]
    await tell(running, *tickets)
    timepiece.move(at("2024-10-18"))
    while await give_due_warnings(running):
        pass
    timepiece.move(at("2024-10-18") + timedelta(seconds=5))
    return tickets


async def _states(running: ServiceRuntime) -> dict[str, int]:
    async with running.reading() as db:
        rows = await db.execute(
            select(delivery.c.state, func.count()).where(delivery.c.channel == "mail").group_by(delivery.c.state)
        )
        return dict(rows.all())  # type: ignore[arg-type]


async def test_b4_many_warnings_are_one_message_with_a_list(
    house: House, timepiece: Timepiece, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    async with _by_mail(house, port) as running:
        await _warn(running, timepiece, 250)
        assert await send_due_mails(running) == 250
        assert await send_due_mails(running) == 0
        assert await _states(running) == {"delivered": 250}
    (message,) = box.messages
    assert message["To"] == "food_production.clerk@gongkai.invalid"
    assert message["Subject"] == "【时限预警】250件事项临近期限"
    assert message["Auto-Submitted"] == "auto-generated"
    words = message.get_content()
    assert "1. ZX-000　办结　还剩5个工作日" in words
    assert "2024-10-25 24:00" in words
    assert "另有 150 件" in words


async def test_b5_a_mail_is_tried_again_for_days_and_then_given_up(
    house: House, timepiece: Timepiece, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    box.refuse = "451 try later"
    async with _by_mail(house, port) as running:
        await _warn(running, timepiece, 1)
        begun, tries = timepiece.now(), 0
        while "waiting" in await _states(running):
            tries += await send_due_mails(running)
            timepiece.move(timepiece.now() + timedelta(minutes=30))
        assert await _states(running) == {"given_up": 1}
        assert tries == 11
        assert timedelta(days=3) < timepiece.now() - begun < timedelta(days=6)
        async with running.reading() as db:
            last = (await db.execute(select(delivery).where(delivery.c.channel == "mail"))).one()
        assert (last.attempts, last.last_error) == (11, "recipient refused: 451")
    assert box.messages == []


async def test_b5_a_server_that_comes_back_gets_the_mail(
    house: House, timepiece: Timepiece, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    async with _by_mail(house, 1) as running:
        await _warn(running, timepiece, 2)
        assert await send_due_mails(running) == 2
        assert await _states(running) == {"waiting": 2}
        assert await send_due_mails(running) == 0
        url = running.settings.database_url
    async with house.open(SERVICE, url=url, smtp_host="127.0.0.1", smtp_port=port) as running:
        timepiece.move(timepiece.now() + timedelta(minutes=2))
        assert await send_due_mails(running) == 2
        assert await _states(running) == {"delivered": 2}
    assert len(box.messages) == 1


async def test_b5_a_mailbox_that_does_not_exist_is_not_tried_again(
    house: House, timepiece: Timepiece, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    box.refuse = "550 no such user"
    async with _by_mail(house, port) as running:
        await _warn(running, timepiece, 1)
        await send_due_mails(running)
        assert await _states(running) == {"refused": 1}


async def test_b2_a_mail_that_waited_is_not_sent_once_the_limit_is_met(
    house: House, timepiece: Timepiece, mailbox: tuple[Mailbox, int]
) -> None:
    box, port = mailbox
    async with _by_mail(house, port) as running:
        tickets = await _warn(running, timepiece, 2)
        await tell(running, tickets[0].changed(state="met"))
        assert await send_due_mails(running) == 2
        assert await _states(running) == {"delivered": 1, "needless": 1}
    (message,) = box.messages
    assert "ZX-001" in message.get_content()
    assert "ZX-000" not in message.get_content()


async def test_b5_without_a_mail_server_there_are_no_mails(notify: ServiceRuntime, timepiece: Timepiece) -> None:
    await _warn(notify, timepiece, 1)
    assert await _states(notify) == {}
    assert await send_due_mails(notify) == 0

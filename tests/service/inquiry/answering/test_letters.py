"""Askers who left an address are told of their answer: one letter for each answer, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece
from inquiry_service.answering.timers import send_due_letters
from inquiry_service.question.store import letters as store
from inquiry_service.question.store.tables import letters, questions
from inquiry_service.service import SERVICE
from tests.mailbox import Mailbox, open_mailbox
from tests.makers import House
from tests.service.inquiry.conftest import ANSWER, InquiryDoors, withdrawn

ADDRESS = "somebody@example.cn"


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with open_mailbox() as box:
        yield box


@pytest.fixture
async def sender(house: House, doors: InquiryDoors, mailbox: Mailbox) -> AsyncIterator[ServiceRuntime]:
    """The same service in another process, one that has a mail server."""
    url = doors.running.settings.database_url
    async with house.open(SERVICE, url=url, smtp_host="127.0.0.1", smtp_port=mailbox.port) as running:
        yield running


async def rows(doors: InquiryDoors) -> list[Any]:
    async with doors.running.reading() as db:
        return list((await db.execute(select(letters).order_by(letters.c.cycle))).all())


async def test_d1_the_asker_is_told_by_mail_where_the_answer_is(
    doors: InquiryDoors, sender: ServiceRuntime, mailbox: Mailbox
) -> None:
    receipt = await doors.ask("我的电话是保密的，延续要提前多少天？", email=ADDRESS)
    question = await doors.answered()
    assert await send_due_letters(sender) == 1
    assert await send_due_letters(sender) == 0
    [message] = mailbox.messages
    assert (message["To"], message["Auto-Submitted"]) == (ADDRESS, "auto-generated")
    assert message["Subject"] == f"【咨询答复】{receipt['receipt_no']} 已答复"
    words = message.get_content()
    base = sender.settings.public_url
    assert receipt["receipt_no"] in words
    assert f"{base}/status\n" in words
    assert f"{base}/inquiries/{question['id']}\n" in words
    for private in (receipt["query_code"], "延续要提前", ANSWER, ADDRESS):
        assert private not in words
    assert ANSWER in (await doors.citizen.get(f"/inquiries/{question['id']}")).text


async def test_d1_without_an_address_or_an_answer_there_is_no_letter(
    doors: InquiryDoors, sender: ServiceRuntime, mailbox: Mailbox
) -> None:
    await doors.ask(email=ADDRESS)
    await doors.drafted()
    await doors.ask()
    await doors.answered()
    assert await send_due_letters(sender) == 0
    assert mailbox.messages == []


async def test_d1_each_answer_has_its_own_letter(doors: InquiryDoors, sender: ServiceRuntime, mailbox: Mailbox) -> None:
    receipt = await doors.ask(email=ADDRESS)
    await doors.answered()
    await send_due_letters(sender)
    await doors.follow_up("lookup/reopening", receipt, reason="没有说在哪里提交。")
    await doors.answered("在窗口提交。")
    await send_due_letters(sender)
    assert [message["Subject"].split()[-1] for message in mailbox.messages] == ["已答复", "已再次答复"]
    assert len({message["Message-ID"] for message in mailbox.messages}) == 2


async def test_d1_after_a_withdrawal_the_asker_is_still_told(
    doors: InquiryDoors, sender: ServiceRuntime, mailbox: Mailbox
) -> None:
    await doors.ask(email=ADDRESS)
    await doors.deliver(withdrawn(doors.policy_id))
    await doors.answered()
    await send_due_letters(sender)
    assert len(mailbox.messages) == 1


async def test_e5_after_an_emergency_the_letter_leads_to_the_status_page_only(
    doors: InquiryDoors, sender: ServiceRuntime, mailbox: Mailbox
) -> None:
    receipt = await doors.ask(email=ADDRESS)
    await doors.answered()
    assert (await doors.status(receipt))["public_path"] is not None
    await doors.deliver(withdrawn(doors.policy_id, emergency=True))
    assert (await doors.status(receipt))["public_path"] is None
    await send_due_letters(sender)
    assert "/inquiries/" not in mailbox.messages[0].get_content()


async def test_d2_a_letter_about_a_private_answer_leads_to_the_status_page_only(
    doors: InquiryDoors, sender: ServiceRuntime, mailbox: Mailbox
) -> None:
    await doors.consult(email=ADDRESS)
    await doors.answered()
    await send_due_letters(sender)
    words = mailbox.messages[0].get_content()
    assert "/status" in words
    assert "/inquiries/" not in words


async def test_d1_many_senders_at_once_send_each_letter_once(
    doors: InquiryDoors, sender: ServiceRuntime, mailbox: Mailbox
) -> None:
    for _ in range(5):
        await doors.ask(email=ADDRESS)
        await doors.answered()
    assert sum(await asyncio.gather(*(send_due_letters(sender) for _ in range(4)))) == 5
    assert len(mailbox.messages) == 5
    assert len({message["Message-ID"] for message in mailbox.messages}) == 5


async def test_d1_a_sender_that_died_is_followed_by_another_with_the_same_message_id(
    doors: InquiryDoors, sender: ServiceRuntime, mailbox: Mailbox, timepiece: Timepiece
) -> None:
    """The mail server took it, and the sender died before it was written down."""
    await doors.ask(email=ADDRESS)
    await doors.answered()
    async with sender.work() as work:
        [due] = await store.claim(work.db, work.now)
    assert await send_due_letters(sender) == 0
    timepiece.move(timepiece.now() + store.LEASE)
    assert await send_due_letters(sender) == 1
    [message] = mailbox.messages
    assert message["Message-ID"] == f"<{due.letter.id}@localhost>"
    [row] = await rows(doors)
    assert (row.state, row.attempts) == ("sent", 2)


async def test_d1_a_late_word_of_an_older_try_changes_nothing(
    doors: InquiryDoors, sender: ServiceRuntime, timepiece: Timepiece
) -> None:
    await doors.ask(email=ADDRESS)
    await doors.answered()
    async with sender.work() as work:
        [due] = await store.claim(work.db, work.now)
    timepiece.move(timepiece.now() + store.LEASE)
    await send_due_letters(sender)
    async with sender.work() as work:
        await store.settle(work.db, due.letter)
    assert [row.state for row in await rows(doors)] == ["sent"]


async def test_d1_a_letter_is_tried_again_for_days_and_then_given_up_and_the_figures_say_so(
    doors: InquiryDoors, sender: ServiceRuntime, mailbox: Mailbox, timepiece: Timepiece
) -> None:
    mailbox.refuse = "451 try later"
    await doors.ask(email=ADDRESS)
    await doors.answered()
    begun, tries = timepiece.now(), 0
    while (await rows(doors))[0].state == "waiting":
        tries += await send_due_letters(sender)
        timepiece.move(timepiece.now() + timedelta(minutes=30))
    assert tries == 11
    assert timedelta(days=3) < timepiece.now() - begun < timedelta(days=6)
    figures = (await doors.office.get("/api/v1/inquiry-service/health")).json()["figures"]
    assert (figures["letters_waiting"], figures["letters_given_up"]) == (0, 1)
    page = (await doors.clerk.get(f"/desk/inquiries/{(await doors.newest())['id']}")).text
    assert "邮件告知提问人：多次未能送达，已停止" in page


async def test_d1_a_mailbox_that_does_not_exist_is_not_tried_again(
    doors: InquiryDoors, sender: ServiceRuntime, mailbox: Mailbox
) -> None:
    mailbox.refuse = "550 no such user"
    await doors.ask(email=ADDRESS)
    await doors.answered()
    await send_due_letters(sender)
    [row] = await rows(doors)
    assert (row.state, row.last_error) == ("refused", "recipient refused: 550")
    assert ADDRESS not in repr(row)


async def test_d1_without_a_mail_server_letters_wait_and_the_figures_say_so(
    doors: InquiryDoors, timepiece: Timepiece
) -> None:
    await doors.ask(email=ADDRESS)
    await doors.answered()
    assert await send_due_letters(doors.running) == 0
    timepiece.move(timepiece.now() + timedelta(minutes=10))
    figures = (await doors.office.get("/api/v1/inquiry-service/health")).json()["figures"]
    assert (figures["letters_waiting"], figures["mail_server"]) == (1, False)
    assert figures["oldest_waiting_letter_seconds"] >= 600


@pytest.mark.parametrize(
    "email",
    [
        "nowhere",
        "a@b",
        "a,c@b.cn",
        "<a@b.cn>",
        "a@b.cn, c@d.cn",
        "甲@b.cn",
        "a@b..cn",
        "a@-b.cn",
        "a b@c.cn",
        '"a"@b.cn',
        "=?utf-8?q?boss=40gov.cn=2C?=@b.cn",
    ],
)
async def test_f3_an_address_that_is_none_is_refused_without_repeating_it(doors: InquiryDoors, email: str) -> None:
    answer = await doors.citizen.post(
        f"/api/v1/boards/{doors.policy_id}/questions",
        json={"text": "延续申请要提前多少天提交？", "email": email},
        headers={"Idempotency-Key": "k" * 20},
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/email")
    assert email not in answer.text


async def test_d1_a_letter_whose_seal_does_not_open_holds_no_other_up(
    doors: InquiryDoors, sender: ServiceRuntime, mailbox: Mailbox
) -> None:
    """A key that is missing is put back within days; until then the others are told."""
    broken = await doors.ask(email=ADDRESS)
    await doors.answered()
    async with sender.work() as work:
        await work.db.execute(update(questions).values(sealed=b"no seal"))
    await doors.ask(email=ADDRESS)
    await doors.answered()
    assert await send_due_letters(sender) == 2
    [message] = mailbox.messages
    assert broken["receipt_no"] not in message["Subject"]
    assert sorted((row.state, row.last_error) for row in await rows(doors)) == [
        ("sent", None),
        ("waiting", "SealBroken"),
    ]

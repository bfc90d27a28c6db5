"""The ways of citizens and staff through the pages: from the question to the answer, from the order to the report."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Dialog

from tests.browser.reader import DESKTOP, PHONE, Reader, reading
from tests.browser.scene import ANSWER, Scene
from tests.browser.stops import CLERK, HEAD
from tests.browser.ways import answers, asks, follows_up, signs_off
from tests.suite.suites import Suite

PROFILES = {
    "screen": {"width": DESKTOP},
    "phone": {"width": PHONE, "has_touch": True, "is_mobile": True},
    "without JavaScript": {"width": DESKTOP, "java_script_enabled": False},
    "elder view": {"width": PHONE},
}
QUESTIONS = {
    "screen": "通知里的“阅办联动”在哪里可以办理？",
    "phone": "手机上能看到图片解读吗？",
    "without JavaScript": "浏览器很旧，还能提问吗？",
    "elder view": "字太小看不清，怎么放大？",
}


ORDERS = {"screen": "/desk/tickets/{desk_ticket}", "without JavaScript": "/desk/tickets/{bare_ticket}"}


@asynccontextmanager
async def as_profile(chromium: Browser, suite: Suite, name: str) -> AsyncIterator[Reader]:
    async with reading(chromium, suite.settings.public_url, **PROFILES[name]) as reader:
        if name == "elder view":
            await reader.prefers("elder")
        yield reader


@pytest.mark.parametrize("profile", PROFILES)
async def test_f6_a_question_from_the_citizen_to_the_answer(
    chromium: Browser, suite: Suite, scene: Scene, profile: str
) -> None:
    async with as_profile(chromium, suite, profile) as citizen:
        receipt_no, code = await asks(citizen, QUESTIONS[profile])
        assert "正在拟写答复" in await follows_up(citizen, receipt_no, code)
        async with as_profile(chromium, suite, profile) as clerk:
            await clerk.signs_in("office.clerk")
            address = await answers(clerk, receipt_no, ANSWER)
        assert "正在由另一位工作人员审核" in await follows_up(citizen, receipt_no, code)
        async with as_profile(chromium, suite, profile) as head:
            await head.signs_in("office.head")
            await signs_off(head, address)
        assert "已经公开" in await follows_up(citizen, receipt_no, code)
        assert ANSWER in await citizen.text("#answer")
        await citizen.page.get_by_role("link", name="看公开的答复").click()
        assert QUESTIONS[profile] in await citizen.text("main")


async def test_f6_a_question_that_was_answered_before_is_shown_first(
    chromium: Browser, suite: Suite, scene: Scene
) -> None:
    async with reading(chromium, suite.settings.public_url) as citizen:
        await citizen.go(scene.at("/boards/{policy}"))
        await citizen.page.get_by_label("您的问题").fill("在哪里可以查到全部规范性文件？")
        await citizen.press("提交")
        assert "请先看看" in await citizen.text("main")
        assert ANSWER in await citizen.text("main")
        assert await citizen.barriers() == []
        await citizen.press("仍要提交")
        assert await citizen.text("h1") == "提问已收到"


@pytest.mark.parametrize("profile", ["screen", "without JavaScript"])
async def test_f6_an_order_from_the_first_contact_to_the_signature(
    chromium: Browser, suite: Suite, scene: Scene, profile: str
) -> None:
    case = scene.at(
        {"screen": "/desk/tickets/{desk_ticket}", "without JavaScript": "/desk/tickets/{bare_ticket}"}[profile]
    )
    async with as_profile(chromium, suite, profile) as clerk:
        await clerk.signs_in(CLERK)
        await clerk.go("/desk/queue")
        await clerk.page.locator(f"a[href='{case}']").first.click()
        await clerk.page.get_by_label("联系方式").select_option(label="电话")
        await clerk.page.get_by_label("联系结果").select_option(label="已联")
        await clerk.press("登记")
        await clerk.page.get_by_label("办理情况").fill("已到店核查，后厨直播已恢复。")
        await clerk.page.get_by_label("答复要点").fill("浦东新区市场监管局于今日电话答复。")
        await clerk.press("提交签发")
    async with as_profile(chromium, suite, profile) as head:
        await head.signs_in(HEAD)
        await head.go(case)
        await head.press("签发并办结")
        assert "已办结" in await head.text("aside")


async def test_f6_the_slower_of_two_clerks_is_told_and_loses_nothing(
    chromium: Browser, suite: Suite, scene: Scene
) -> None:
    async with reading(chromium, suite.settings.public_url) as citizen:
        receipt_no, _ = await asks(citizen, "两个人同时答复会怎样？")
    async with (
        reading(chromium, suite.settings.public_url) as first,
        reading(chromium, suite.settings.public_url) as second,
    ):
        for clerk in (first, second):
            await clerk.signs_in("office.clerk")
            await clerk.go("/desk/inquiries")
            await clerk.follows(receipt_no)
        await first.page.get_by_label("答复", exact=True).fill("先保存的答复。")
        await second.page.get_by_label("答复", exact=True).fill("后保存的答复，写了很久。")
        await first.press("保存，送审核")
        await second.press("保存，送审核")
        assert "别人先处理了这件咨询" in await second.text("main")
        assert "先保存的答复。" in await second.text("#preview")
        assert await second.page.get_by_label("答复", exact=True).input_value() == "后保存的答复，写了很久。"
        assert await second.barriers() == []
        await second.press("保存，送审核")
        assert "后保存的答复，写了很久。" in await second.text("#preview")


async def test_f6_words_that_were_typed_are_not_lost_by_a_careless_click(
    chromium: Browser, suite: Suite, scene: Scene
) -> None:
    async with reading(chromium, suite.settings.public_url) as clerk:
        asked: list[str] = []

        async def stays(dialog: Dialog) -> None:
            asked.append(dialog.type)
            await dialog.dismiss()

        clerk.page.on("dialog", stays)
        await clerk.signs_in(CLERK)
        await clerk.go(scene.at("/desk/tickets/{open_ticket}"))
        await clerk.page.get_by_label("联系情况").fill("写了一半")
        async with clerk.page.expect_event("dialog"):
            await clerk.page.locator(".site-nav").get_by_role("link", name="预警").click()
        assert asked == ["beforeunload"]
        assert clerk.page.url.endswith(scene.at("{open_ticket}"))
        assert await clerk.page.get_by_label("联系情况").input_value() == "写了一半"

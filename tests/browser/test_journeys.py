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


FOUND = {
    "事实认定": "属实",
    "诉求认定": "诉求合理合法",
    "现场查看": "无实际现场",
    "处理结果": "实际解决",
    "答复方式": "电话",
    "市民是否满意": "满意",
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


@pytest.mark.parametrize("profile", ["phone", "without JavaScript"])
async def test_f6_an_asker_rates_the_answer_and_asks_for_another(
    chromium: Browser, suite: Suite, scene: Scene, profile: str
) -> None:
    question = {"phone": "注销登记可以在网上办吗？", "without JavaScript": "计量器具检定费用是多少？"}[profile]
    async with as_profile(chromium, suite, profile) as citizen, reading(chromium, suite.settings.public_url) as desk:
        receipt_no, code = await asks(citizen, question)
        await desk.signs_in("office.clerk")
        address = await answers(desk, receipt_no, "可以，请到服务窗口咨询。")
        await desk.signs_in("office.head")
        await signs_off(desk, address)
        await follows_up(citizen, receipt_no, code)
        await citizen.page.get_by_label("基本满意").check()
        await citizen.press("提交评价")
        assert "基本满意" in await citizen.text("#rated")
        await citizen.page.get_by_label("哪里没有解决").fill("没有说网址。")
        await citizen.press("要求再次答复")
        assert "正在重新拟写答复" in await citizen.text("#where")
        await desk.signs_in("office.clerk")
        await desk.go(address)
        assert "没有说网址。" in await desk.text("main")
        assert await desk.barriers() == []


async def test_f6_what_the_gate_holds_is_let_pass_by_the_secrecy_officer_alone(
    chromium: Browser, suite: Suite, scene: Scene
) -> None:
    async with reading(chromium, suite.settings.public_url) as desk:
        receipt_no, _ = await asks(desk, "哪些内容不能公开？")
        await desk.signs_in("office.clerk")
        address = await answers(desk, receipt_no, "依照规定，工作秘密不得公开。")
        assert "须由保密员判断" in await desk.text("#gate")
        assert await desk.barriers() == []
        await desk.signs_in("office.secrecy")
        await desk.go(address)
        await desk.page.get_by_label("可以放行的理由").fill("是法条原文，不含秘密。")
        assert await desk.barriers() == []
        await desk.press("放行")
        assert await desk.page.locator("#gate").count() == 0
        await desk.signs_in("office.head")
        await signs_off(desk, address)


async def test_f6_the_asker_s_own_words_are_shown_once_for_a_purpose(
    chromium: Browser, suite: Suite, scene: Scene
) -> None:
    async with reading(chromium, suite.settings.public_url) as desk:
        receipt_no, _ = await asks(desk, "我的电话13900000123，请回电告诉我进展。")
        await desk.signs_in("office.clerk")
        await desk.go("/desk/inquiries")
        await desk.follows(receipt_no)
        assert "13900000123" not in await desk.text("main")
        await desk.page.get_by_text("查看遮盖前的原话和邮箱").click()
        await desk.page.get_by_label("查看的目的").fill("回电告知进展")
        await desk.press("查看一次")
        assert "13900000123" in await desk.text("#question")
        assert await desk.barriers() == []
        await desk.go(desk.page.url.removeprefix(desk.base).removesuffix("/unmasking"))
        assert "13900000123" not in await desk.text("main")


async def test_f6_an_answer_at_the_counter_is_noted_with_its_receipt(
    chromium: Browser, suite: Suite, scene: Scene
) -> None:
    async with reading(chromium, suite.settings.public_url, java_script_enabled=False) as desk:
        await desk.signs_in("office.clerk")
        await desk.go("/desk/inquiries")
        await desk.follows("登记当场答复")
        await desk.page.get_by_label("窗口").check()
        await desk.page.get_by_label("问了什么").fill("营业执照遗失怎么补办？")
        await desk.page.get_by_label("怎样答复的").fill("带身份证件到登记窗口，当场补发。")
        await desk.press("登记")
        assert "已登记为当场答复" in await desk.text("main")
        receipt_no, code = await desk.page.locator(".receipt").all_inner_texts()
        assert "当场答复" in await follows_up(desk, receipt_no, code)


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
        await clerk.press("签收")
        await clerk.page.get_by_label("联系方式").select_option(label="电话")
        await clerk.page.get_by_label("联系结果").select_option(label="已联")
        await clerk.press("登记")
        await clerk.page.get_by_label("办理情况").fill("已到店核查，后厨直播已恢复。")
        await clerk.page.get_by_label("答复要点").fill("浦东新区市场监管局于今日电话答复：已责令恢复后厨直播。")
        for label, words in FOUND.items():
            await clerk.page.get_by_label(label, exact=True).select_option(label=words)
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

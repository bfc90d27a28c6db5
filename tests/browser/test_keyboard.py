"""Everything is done by keyboard alone: the focus is always seen, never lost, never trapped."""

import pytest
from playwright.async_api import Browser

from tests.browser.keyboard import Keyboard
from tests.browser.reader import PHONE, Reader, reading
from tests.browser.scene import NOTICE_TITLE, TWINS, Scene
from tests.suite.suites import Suite

CLERK = "pudong.clerk"
HEAD = "pudong.head"
FOUND = {
    "事实认定": "属实",
    "诉求认定": "诉求合理合法",
    "现场查看": "无实际现场",
    "处理结果": "实际解决",
    "答复方式": "电话",
    "市民是否满意": "满意",
}
PAGES = [
    ("/", ""),
    ("/policies/{policy}", ""),
    ("/boards/{policy}", ""),
    ("/status", ""),
    ("/calendar", ""),
    ("/desk/login", ""),
    ("/desk/queue", CLERK),
    ("/desk/board", "office.supervisor"),
    ("/desk/warnings", CLERK),
    ("/desk/tickets", CLERK),
    ("/desk/tickets/{open_ticket}", CLERK),
    ("/desk/reply-templates", "pudong.head"),
    ("/desk/inquiries/{drafted}", "office.clerk"),
    ("/desk/policies/new", "office.clerk"),
]


@pytest.mark.parametrize(("path", "person"), PAGES, ids=[path for path, _ in PAGES])
async def test_f6_the_focus_goes_through_the_whole_page(
    chromium: Browser, suite: Suite, scene: Scene, path: str, person: str
) -> None:
    async with reading(chromium, suite.settings.public_url, width=PHONE) as reader:
        if person:
            await reader.signs_in(person)
        await reader.go(scene.at(path))
        keyboard = Keyboard(reader.page)
        assert await keyboard.round() == await keyboard.count()


async def test_f6_the_first_stop_leads_past_the_menu(chromium: Browser, suite: Suite, scene: Scene) -> None:
    async with reading(chromium, suite.settings.public_url) as reader:
        await reader.go(scene.at("/policies/{policy}"))
        keyboard = Keyboard(reader.page)
        await keyboard.press("Tab")
        focus = await keyboard.focus()
        assert focus
        assert focus.name == "跳到正文"
        await keyboard.press("Enter", "Tab")
        assert await reader.page.evaluate("() => document.activeElement.closest('main') !== null")


async def test_f6_a_citizen_asks_by_keyboard(chromium: Browser, suite: Suite, scene: Scene) -> None:
    async with reading(chromium, suite.settings.public_url) as reader:
        await reader.go("/policies")
        keyboard = Keyboard(reader.page)
        await keyboard.opens(NOTICE_TITLE)
        await keyboard.opens("就这份文件提问")
        await keyboard.types("您的问题", "键盘能不能完成全部操作？")
        await keyboard.opens("提交")
        assert await reader.text("h1") == "提问已收到"
        await keyboard.opens("现在看进度")
        assert "正在拟写答复" in await reader.text("#where")


async def test_f6_an_order_goes_from_the_queue_to_the_signed_report_by_keyboard(
    chromium: Browser, suite: Suite, scene: Scene
) -> None:
    case = scene.at("/desk/tickets/{keyboard_ticket}")
    async with reading(chromium, suite.settings.public_url) as reader:
        await reader.go("/desk/login")
        keyboard = Keyboard(reader.page)
        await keyboard.opens("江东来")
        assert (await reader.text("h1")).startswith("待办队列")
        await _opens_by_list_keys(reader, keyboard, case)
        await keyboard.opens("签收")
        await keyboard.chooses("联系方式", "电话")
        await keyboard.chooses("联系结果", "已联")
        await keyboard.types("联系情况", "已电话告知处理安排。")
        await keyboard.opens("登记")
        await keyboard.types("办理情况", "已核查。")
        await keyboard.types("答复要点", "浦东新区市场监管局已于当日电话答复：责令补贴合格证。")
        for label, words in FOUND.items():
            await keyboard.chooses(label, words)
        await keyboard.opens("提交签发")
        assert "等起草人以外的负责人签发" in await reader.text("#next-step")
    async with reading(chromium, suite.settings.public_url) as reader:
        await reader.signs_in(HEAD)
        await reader.go("/desk/queue")
        keyboard = Keyboard(reader.page)
        await _opens_by_list_keys(reader, keyboard, case)
        await keyboard.opens("签发并办结")
        assert "已办结" in await reader.text("aside")


async def test_f6_what_is_seldom_done_is_unfolded_by_keyboard(chromium: Browser, suite: Suite, scene: Scene) -> None:
    async with reading(chromium, suite.settings.public_url) as reader:
        await reader.signs_in(CLERK)
        await reader.go(scene.at("/desk/tickets/{open_ticket}"))
        keyboard = Keyboard(reader.page)
        await keyboard.to("提出派单异议")
        await keyboard.press("Enter")
        await keyboard.opens("提出异议")
        assert await reader.page.evaluate("() => document.activeElement.hasAttribute('data-summary')")
        await keyboard.to("理由：")
        await keyboard.press("Enter")
        focus = await keyboard.focus()
        assert focus
        assert focus.name == "理由"


async def _opens_by_list_keys(reader: Reader, keyboard: Keyboard, path: str) -> None:
    """`j` from row to row until the wanted one, then Enter."""
    for _ in range(40):
        await keyboard.press("j")
        await keyboard.focus()
        if await reader.page.evaluate("() => document.activeElement.getAttribute('href')") == path:
            break
    async with reader.page.expect_navigation():
        await keyboard.press("Enter")
    assert reader.page.url.endswith(path)


async def test_f6_keys_go_up_and_down_a_list(chromium: Browser, suite: Suite, scene: Scene) -> None:
    async with reading(chromium, suite.settings.public_url) as reader:
        await reader.signs_in(CLERK)
        await reader.go("/desk/queue")
        keyboard = Keyboard(reader.page)
        rows = [await link.inner_text() for link in await reader.page.locator("a[data-open]").all()]
        seen = []
        for key in ("j", "j", "j", "k"):
            await keyboard.press(key)
            focus = await keyboard.focus()
            seen.append(focus and focus.name)
        assert seen == [rows[0], rows[1], rows[2], rows[1]]
        await reader.go("/desk/board")
        await keyboard.press("/")
        focus = await keyboard.focus()
        assert focus
        assert focus.name.startswith("承办单位")


async def test_f6_a_clerk_signs_for_two_orders_without_a_mouse(chromium: Browser, suite: Suite, scene: Scene) -> None:
    async with reading(chromium, suite.settings.public_url) as reader:
        await reader.signs_in(CLERK)
        await reader.go("/desk/queue")
        keyboard = Keyboard(reader.page)
        await keyboard.opens("热线工单")
        await keyboard.press("/")
        await reader.page.keyboard.type(TWINS)
        async with reader.page.expect_navigation():
            await keyboard.press("Enter")
        await keyboard.press("j", "x", "j", "x", "x", "x")
        assert await reader.page.locator("tbody input:checked").count() == 2
        await keyboard.opens("签收勾选的办件")
        assert await reader.text("h1") == "签收结果"
        assert "已签收 2 件" in await reader.text("main")
        await keyboard.opens("‹")
        await keyboard.press("/")
        focus = await keyboard.focus()
        assert focus
        assert focus.name.startswith("编号或工单号")
        number = await reader.page.locator("a[data-open]").first.inner_text()
        await reader.page.keyboard.type(number)
        async with reader.page.expect_navigation():
            await keyboard.press("Enter")
        assert number in await reader.text("main")


async def test_f6_the_list_of_tickets_is_worked_through_without_script(chromium: Browser, suite: Suite) -> None:
    async with reading(chromium, suite.settings.public_url, java_script_enabled=False) as reader:
        await reader.signs_in(CLERK)
        await reader.go("/desk/tickets")
        keyboard = Keyboard(reader.page)
        await keyboard.to("选择 GD-")
        await keyboard.press("Space")
        await keyboard.opens("签收勾选的办件")
        assert await reader.text("h1") == "签收结果"
        assert await reader.page.locator("tbody tr").count() == 1


async def test_f6_a_question_mark_lists_the_keys(chromium: Browser, suite: Suite, scene: Scene) -> None:
    async with reading(chromium, suite.settings.public_url) as reader:
        await reader.go("/policies")
        keyboard, dialog = Keyboard(reader.page), reader.page.get_by_role("dialog", name="键盘操作")
        await keyboard.press("?")
        await dialog.wait_for()
        assert "列表中的下一条、上一条" in await dialog.inner_text()
        assert await reader.barriers() == []
        await keyboard.press("Escape")
        await dialog.wait_for(state="detached")
        await reader.page.locator("body").press("?")
        await dialog.get_by_role("checkbox").uncheck()
        await dialog.get_by_role("button", name="关闭").click()
        await dialog.wait_for(state="detached")
        await reader.go("/policies")
        await keyboard.press("?", "j")
        assert await keyboard.focus() is None
        assert await dialog.count() == 0


async def test_f6_the_list_of_keys_is_a_page_without_javascript(chromium: Browser, suite: Suite) -> None:
    async with reading(chromium, suite.settings.public_url, java_script_enabled=False) as reader:
        await reader.go("/policies")
        await reader.page.get_by_role("link", name="键盘操作").click()
        assert await reader.text("h1") == "键盘操作"
        assert "列表中的下一条、上一条" in await reader.text("main")


async def test_f6_keys_typed_into_a_field_are_letters(chromium: Browser, suite: Suite, scene: Scene) -> None:
    async with reading(chromium, suite.settings.public_url) as reader:
        await reader.go(scene.at("/boards/{policy}"))
        keyboard = Keyboard(reader.page)
        await keyboard.types("您的问题", "jk/?")
        assert await reader.page.get_by_label("您的问题").input_value() == "jk/?"
        assert await reader.page.get_by_role("dialog").count() == 0

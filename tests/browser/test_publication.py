"""What comes after a policy's first way to the public: amended, signed by keyboard, taken back in an emergency."""

from datetime import date
from itertools import count
from typing import Final

from playwright.async_api import Browser

from tests.browser.keyboard import Keyboard
from tests.browser.reader import PHONE, Reader, reading
from tests.browser.scene import Scene
from tests.suite.suites import Suite

WRITER: Final = "consumer.clerk"
SIGNER: Final = "consumer.head"
RELEASER: Final = "office.supervisor"
NUMBERS: Final = count(501)
BODY: Final = "一、适用范围\n\n本市预付卡经营者。\n\n二、办理方式\n\n可以全程网上办理。"
ELEMENTS: Final = {
    "背景依据": "为落实消费者权益保护法实施条例。",
    "目标任务": "让预付卡资金可查可退。",
    "创新特点": "一张二维码看余额。",
    "新旧差异": "由到店办理改为网上办理。",
    "影响范围": "本市预付卡经营者和消费者。",
    "执行标准": "按存管协议的标准执行。",
    "注意事项": "退卡须在七日内完成。",
    "享受条件": "办过实名登记的消费者。",
    "关键词、专有词": "存管：由银行保管预收资金。",
}
WAIVED: Final = "惠企举措"


async def writes(clerk: Reader, title: str) -> str:
    """A normative policy as a draft; its address at the desk."""
    number = next(NUMBERS)
    await clerk.signs_in(WRITER)
    await clerk.go("/desk/policies")
    await clerk.follows("起草新文件")
    await clerk.fills("标题", title)
    await clerk.fills("发文字号", f"沪市监消规(2024){number}号")
    await clerk.fills("成文日期", date(2024, 9, 27).isoformat())
    await clerk.page.get_by_label("主动公开", exact=True).check()
    await clerk.fills("正文", BODY)
    await clerk.page.get_by_text("是否规范性文件、是否要解读").click()
    await clerk.page.get_by_label("是", exact=True).check()
    await clerk.press("保存草稿")
    assert await clerk.text("h1") == title
    return clerk.page.url.removeprefix(clerk.base)


async def explains(clerk: Reader) -> None:
    """From the gate to the sheet of the ten elements and back."""
    await clerk.page.locator("#gate").get_by_role("link").first.click()
    if await clerk.page.get_by_role("button", name="开始写").count():
        await clerk.page.get_by_label("文字解读").check()
        await clerk.press("开始写")
    await clerk.fills("解读标题", "看懂预付卡新规")
    for element, words in ELEMENTS.items():
        await clerk.fills(element, words)
    waived = clerk.page.locator(".elements > li").filter(has=clerk.page.get_by_label(WAIVED, exact=True))
    await waived.locator("summary").click()
    await waived.get_by_label("为什么不涉及").fill("只涉及消费者。")
    await clerk.press("保存解读")


async def signed(reader: Reader, address: str, person: str, button: str) -> None:
    """One of the other two hands."""
    await reader.signs_in(person)
    await reader.go(address)
    await reader.press(button)


async def test_e1_an_amendment_is_a_new_edition_with_its_note(chromium: Browser, suite: Suite, scene: Scene) -> None:
    async with reading(chromium, suite.settings.public_url, width=PHONE) as desk:
        address = await writes(desk, "关于预付卡投诉处理的通知")
        await explains(desk)
        await signed(desk, address, SIGNER, "审核通过")
        await signed(desk, address, RELEASER, "发布")
        await desk.signs_in(WRITER)
        await desk.go(f"{address}/words")
        await desk.fills("修改说明", "增加投诉渠道。")
        await desk.fills("正文", f"{BODY}\n\n三、投诉渠道\n\n拨打12345。")
        await desk.press("保存草稿")
        await signed(desk, address, SIGNER, "审核通过")
        await signed(desk, address, RELEASER, "发布")
        public = address.replace("/desk/", "/")
        await desk.go(public)
        assert "拨打12345" in await desk.text("main")
        assert "增加投诉渠道。" in await desk.text("main")
        await desk.go(f"{public}/editions/1")
        assert "拨打12345" not in await desk.text("main")
        assert await desk.barriers() == []


async def test_e2_an_emergency_takes_a_policy_away_at_once(chromium: Browser, suite: Suite, scene: Scene) -> None:
    async with reading(chromium, suite.settings.public_url) as desk:
        address = await writes(desk, "关于预付卡保证金的通知")
        await explains(desk)
        await signed(desk, address, SIGNER, "审核通过")
        await signed(desk, address, RELEASER, "发布")
        await desk.page.locator("#office summary", has_text="撤下").click()
        await desk.fills("撤下的原因", "误发内部版本。")
        await desk.page.get_by_label("紧急撤下").check()
        await desk.press("撤下文件")
        assert (await desk.go(address.replace("/desk/", "/"))).status == 404
        assert "没有找到" in await desk.text("h1")


async def test_f6_a_policy_is_signed_by_keyboard(chromium: Browser, suite: Suite, scene: Scene) -> None:
    async with reading(chromium, suite.settings.public_url) as desk:
        address = await writes(desk, "关于预付卡公示牌的通知")
        await explains(desk)
        await desk.signs_in(SIGNER)
        await desk.go(address)
        keyboard = Keyboard(desk.page)
        assert await keyboard.round() == await keyboard.count()
        await keyboard.opens("审核通过")
        assert "由办公室发布" in await desk.text("#acts")

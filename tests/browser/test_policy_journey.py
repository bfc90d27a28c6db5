"""The way of a policy through the pages: written, explained, attached, signed, released, read; two editors at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final

import pytest
from playwright.async_api import Browser

from tests.browser.dossiers import ANSWERED, SIGNER, WRITER
from tests.browser.reader import DESKTOP, PATIENCE, PHONE, Reader, reading
from tests.browser.scene import Scene
from tests.browser.stops import OFFICE
from tests.event_pipeline import eventually
from tests.suite.suites import Suite
from tests.unit.documents.made import docx, paragraph, pdf, shown

PROFILES: Final[dict[str, dict[str, Any]]] = {
    "screen": {"width": DESKTOP},
    "without JavaScript": {"width": DESKTOP, "java_script_enabled": False},
    "phone": {"width": PHONE, "has_touch": True, "is_mobile": True},
}
NUMBERS: Final = {
    "screen": "沪市监注规〔2024〕51号",
    "without JavaScript": "沪市监注规〔2024〕52号",
    "phone": "沪市监注规〔2024〕53号",
}
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ELEMENTS: Final = {
    "background": "背景依据",
    "goals": "目标任务",
    "innovations": "创新特点",
    "changes": "新旧差异",
    "scope": "影响范围",
    "standards": "执行标准",
    "cautions": "注意事项",
    "benefits": "惠企举措",
    "conditions": "享受条件",
    "terms": "关键词、专有词",
}


@asynccontextmanager
async def at_the_desk(chromium: Browser, suite: Suite, person: str, profile: str = "screen") -> AsyncIterator[Reader]:
    async with reading(chromium, suite.settings.public_url, **PROFILES[profile]) as reader:
        await reader.signs_in(person)
        yield reader


async def writes(clerk: Reader, title: str, number: str) -> str:
    """From the list to a saved draft whose body came from Word; its address."""
    await clerk.go("/desk/policies")
    await clerk.follows("起草新文件")
    await clerk.page.get_by_label("标题", exact=True).fill(title)
    await clerk.page.get_by_label("发文字号", exact=True).fill(number.replace("〔", "[").replace("〕", "]"))
    await clerk.page.get_by_label("成文日期").fill("2024-09-27")
    body = docx(paragraph("一、适用范围") + paragraph("本市个体工商户，联系电话13812345678。"))
    document = {"name": "文稿.docx", "mimeType": WORD, "buffer": body}
    await clerk.page.get_by_label("从 Word 读入正文").set_input_files(document)  # type: ignore[arg-type]
    await clerk.press("保存草稿")
    assert "正文已从 Word 读入，还没有保存" in await clerk.text("main")
    assert await clerk.page.get_by_label("标题", exact=True).input_value() == title
    await clerk.press("预览")
    assert "138****5678" in await clerk.text("#preview")
    await clerk.press("保存草稿")
    return clerk.page.url.removeprefix(clerk.base)


async def explains(clerk: Reader, address: str) -> None:
    """From what the gate misses to an interpretation that leaves two elements open, and then to a whole one."""
    await clerk.go(address)
    assert "须有起草单位的文字解读" in await clerk.text("#gate")
    async with clerk.page.expect_navigation():
        await clerk.page.locator("#gate").get_by_role("link", name="去修改").first.click()
    for name, label in list(ELEMENTS.items())[:-1]:
        await clerk.page.get_by_label(label, exact=True).fill(ANSWERED[name])
    await clerk.press("保存解读")
    assert "关键词、专有词" in await clerk.text("#gate")
    await clerk.page.get_by_text("这一项不涉及").last.click()
    await clerk.page.locator("[name=terms_waived]").fill("没有读者不熟悉的词语。")
    await clerk.press("保存解读")
    assert await clerk.page.locator("#gate .check-missing").count() == 0


async def attaches(clerk: Reader, address: str) -> None:
    """A paper with somebody's number in it is told; a clean one takes its place."""
    await clerk.go(f"{address}/attachments")
    paper = docx(paragraph("身份证号：11010519491231002X"))
    await clerk.page.get_by_label("文件", exact=True).set_input_files(
        {"name": "申请表.docx", "mimeType": WORD, "buffer": paper}
    )
    await clerk.page.get_by_label("标题").fill("申请表")
    await clerk.press("上传")
    assert "身份证号1处" in await clerk.text("table")
    await clerk.page.get_by_label("文件", exact=True).set_input_files(
        {"name": "申请表.pdf", "mimeType": "application/pdf", "buffer": pdf(shown("form"))}
    )
    await clerk.page.get_by_label("放在哪里").select_option(label="替换附件1：申请表")
    await clerk.press("上传")
    assert "不能发布" not in await clerk.text("table")
    assert "PDF" in await clerk.text("table")


@pytest.mark.parametrize("profile", PROFILES)
async def test_f6_a_policy_from_the_first_word_to_the_citizen(
    chromium: Browser, suite: Suite, scene: Scene, profile: str
) -> None:
    title = f"关于个体工商户登记便利的通知（{NUMBERS[profile][-3:-1]}）"
    async with at_the_desk(chromium, suite, WRITER, profile) as clerk:
        address = await writes(clerk, title, NUMBERS[profile])
        await explains(clerk, address)
        await attaches(clerk, address)
        await clerk.go(address)
        assert "没有缺项" in await clerk.text("#gate")
    async with at_the_desk(chromium, suite, SIGNER, profile) as head:
        await head.go(address)
        assert "138****5678" in await head.text("#preview")
        await head.press("审核通过")
        assert "与现在一致" in await head.text("#sign")
    async with at_the_desk(chromium, suite, OFFICE, profile) as office:
        await office.go("/desk/policies?state=reviewed")
        await office.follows(title)
        await office.press("发布")
        assert "已发布" in await office.text("#acts")
    async with reading(chromium, suite.settings.public_url, **PROFILES[profile]) as citizen:
        await citizen.go("/policies")
        await citizen.follows(title)
        text = await citizen.text("main")
        for words in ("138****5678", "背景依据", ANSWERED["background"], "申请表", NUMBERS[profile]):
            assert words in text
        assert "13812345678" not in await citizen.page.content()
        if profile != "without JavaScript":
            assert await citizen.barriers() == []


async def test_f6_the_slower_of_two_editors_sees_what_the_other_wrote_and_loses_nothing(
    chromium: Browser, suite: Suite, scene: Scene
) -> None:
    async with at_the_desk(chromium, suite, WRITER) as first:
        address = await writes(first, "关于两人同改的通知", "沪市监注规〔2024〕54号")
        async with at_the_desk(chromium, suite, WRITER) as second:
            for editor in (first, second):
                await editor.go(f"{address}/words")
            await first.page.get_by_label("标题", exact=True).fill("关于先存的标题的通知")
            await second.page.get_by_label("正文", exact=True).fill("后存的正文，写了很久。")
            await first.press("保存草稿")
            await second.press("保存草稿")
            assert "别人先改了这份文件" in await second.text("main")
            assert "关于先存的标题的通知" in await second.text("#theirs")
            assert await second.page.get_by_label("正文", exact=True).input_value() == "后存的正文，写了很久。"
            assert await second.barriers() == []
            await second.press("保存草稿")
            assert "后存的正文，写了很久。" in await second.text("#preview")


async def _stands_on_a_policy(reader: Reader) -> bool:
    return "-" in reader.page.url.rpartition("/")[2]


async def test_e2_whoever_clicks_twice_drafts_once(chromium: Browser, suite: Suite, scene: Scene) -> None:
    """Without JavaScript nothing keeps a hand from a second click."""
    async with at_the_desk(chromium, suite, WRITER, "without JavaScript") as clerk:
        await clerk.go("/desk/policies/new")
        await clerk.page.get_by_label("标题", exact=True).fill("关于点了两下的通知")
        await clerk.page.get_by_label("发文字号", exact=True).fill("沪市监注规〔2024〕55号")
        await clerk.page.get_by_label("成文日期").fill("2024-09-27")
        await clerk.page.get_by_label("正文", exact=True).fill("一份就够。")
        await clerk.button("保存草稿").dblclick()
        # the second click breaks the first answer off, which no waiter for a navigation survives
        await eventually(partial(_stands_on_a_policy, clerk), within=PATIENCE)
        await clerk.page.wait_for_load_state()
        await clerk.go("/desk/policies")
        assert await clerk.page.get_by_role("link", name="关于点了两下的通知").count() == 1

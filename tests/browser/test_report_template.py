"""The office's way with the form of the closing report: looked at, mended, looked at again, saved."""

import io

import docx
from playwright.async_api import Browser

from tests.browser.reader import reading
from tests.browser.scene import Scene
from tests.browser.stops import OFFICE
from tests.service.ticket.closing_report.test_report_template import DOCX, form
from tests.suite.suites import Suite
from ticket_service.closing_report.domain.report_template import REQUIRED


async def test_c5_the_office_looks_at_a_form_mends_it_and_saves_it(
    chromium: Browser, suite: Suite, scene: Scene
) -> None:
    async with reading(chromium, suite.settings.public_url, width=1280) as office:
        await office.signs_in(OFFICE)
        await office.go("/desk/report-template")
        chosen = office.page.get_by_label("模板文件")
        await chosen.set_input_files({"name": "新.docx", "mimeType": DOCX, "buffer": form("缺", REQUIRED[1:])})
        await office.press("先预览")
        assert "{{工单号}}" in await office.text("main .summary")
        await chosen.set_input_files({"name": "新.docx", "mimeType": DOCX, "buffer": form("新表头")})
        async with office.page.expect_download() as downloading:
            await office.button("先预览").click()
        path = await (await downloading.value).path()
        assert "新表头" in "".join(one.text for one in docx.Document(io.BytesIO(path.read_bytes())).paragraphs)
        await office.page.get_by_label("修改理由").fill("换用新表头")
        await office.press("保存为新的一版")
        shown = await office.text("main")
        assert "第1版" in shown
        assert "换用新表头" in shown

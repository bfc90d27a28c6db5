"""What people do on the pages, step by step; the same on a screen, a phone, with and without JavaScript."""

from tests.browser.reader import Reader
from tests.browser.scene import NOTICE_TITLE


async def asks(citizen: Reader, question: str) -> tuple[str, str]:
    """From the first page to the receipt; its number and code."""
    await citizen.go("/policies")
    await citizen.follows(NOTICE_TITLE)
    await citizen.follows("就这份文件提问")
    await citizen.page.get_by_label("您的问题").fill(question)
    await citizen.press("提交")
    assert await citizen.text("h1") == "提问已收到"
    receipt_no, code = await citizen.page.locator(".receipt").all_inner_texts()
    return receipt_no, code


async def follows_up(citizen: Reader, receipt_no: str, code: str) -> str:
    """Type number and code; where the question is."""
    await citizen.go("/status")
    await citizen.page.get_by_label("回执编号").fill(receipt_no.lower())
    await citizen.page.get_by_label("查询码").fill(code.replace(" ", ""))
    await citizen.press("查询")
    return await citizen.text("#where")


async def answers(clerk: Reader, receipt_no: str, words: str) -> str:
    """Find the question in the list and answer it; its address."""
    await clerk.go("/desk/inquiries")
    await clerk.follows(receipt_no)
    await clerk.page.get_by_label("答复", exact=True).fill(words)
    await clerk.press("保存，送审核")
    assert words in await clerk.text("#preview")
    return clerk.page.url.removeprefix(clerk.base)


async def signs_off(head: Reader, address: str) -> None:
    """Agree to the answer, which makes it public."""
    await head.go(address)
    await head.press("审核通过并公开")
    assert "已答复" in await head.text("aside")

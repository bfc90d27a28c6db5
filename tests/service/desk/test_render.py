"""The shared look: every page is whole, in Chinese, safe against what citizens write, and readable by everybody."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise

import httpx
import pytest

from gongkai.desk.assets import FOLDER, static_url
from gongkai.timepiece import Timepiece
from tests.service.desk.sample import HOSTILE, sample_app

PAGES = ["/desk/queue", "/desk/queue?empty=true", "/desk/tickets/ZX-1", "/ask", "/ops", "/desk/parts", "/nowhere"]


def client_of(timepiece: Timepiece | None = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(sample_app(timepiece))
    return httpx.AsyncClient(transport=transport, base_url="http://office.example")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of() as client:
        yield client


@pytest.mark.parametrize("path", PAGES)
async def test_f6_every_page_is_whole_and_in_chinese(client: httpx.AsyncClient, path: str) -> None:
    page = (await client.get(path)).text
    assert '<html lang="zh-CN"' in page
    assert '<a class="skip" href="#main">' in page
    assert 'name="viewport"' in page
    assert page.count("<h1>") == page.count("<main") == page.count("</html>") == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    levels = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


@pytest.mark.parametrize("path", PAGES)
async def test_f6_no_page_carries_code_or_style_of_its_own(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert not re.search(r"<script(?![^>]* src=)|<style|<[^>]+ (style|on\w+)=", answer.text)
    assert "http://" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/desk/queue", "/desk/tickets/" + "%3Cscript%3E", "/desk/parts", "/nowhere"])
async def test_f6_hostile_words_stay_words(client: httpx.AsyncClient, path: str) -> None:
    page = (await client.get(path)).text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "{{7*7}}" in page
    assert HOSTILE[:8] not in page.replace('<script src="/static', "")
    assert "<b>" not in page


async def test_f6_hostile_words_typed_into_a_form_stay_words(client: httpx.AsyncClient) -> None:
    page = (await client.post("/ask", data={"phone": '"><b>', "question": "</textarea><b>"})).text
    assert "<b>" not in page
    assert page.count("</textarea>") == 1


async def test_f6_errors_are_listed_on_top_and_tied_to_their_fields(client: httpx.AsyncClient) -> None:
    answer = await client.post("/ask", data={"phone": "12"})
    page = answer.text
    assert answer.status_code == 422
    assert "<title>出错：" in page
    links = re.findall(r'<li><a href="#(f-[^"]+)">', page)
    assert links == ["f-phone", "f-question", "f-reply_by"]
    for target in links:
        assert page.count(f'id="{target}"') == 1
        assert page.count(f'id="{target}-error"') == 1
    assert 'aria-describedby="f-phone-hint f-phone-error" aria-invalid="true"' in page
    assert 'value="12"' in page


async def test_f6_colour_never_stands_alone(client: httpx.AsyncClient) -> None:
    page = (await client.get("/ops")).text
    words = ["正常", "临近", "紧急", "超期", "暂停", "暂定", "完成", "逾期完成", "撤销"]
    badges = re.findall(r'<span class="badge badge-\w+"><svg.*?</svg><span>(.*?)</span></span>', page)
    assert badges[:9] == words


async def test_f6_what_goes_with_a_policy_is_said_in_words_too(client: httpx.AsyncClient) -> None:
    page = (await client.get("/desk/parts")).text
    badges = re.findall(r'<span class="badge badge-\w+"><svg.*?</svg><span>(.*?)</span></span>', page)
    assert badges == ["符合", "缺", "等待", "留意"]
    assert page.count("文字稿") == 2
    assert "autoplay" not in page
    assert page.count('preload="none"') == 2
    assert re.search(r'<img src="[^"]+" alt="一张图说明办事的三个步骤', page)
    for words in ("【新增】", "【删去】", "（已完成）", "3.4 MB", "41 KB", "Word", "PDF", "背景依据：这一项必填。"):
        assert words in page
    assert '<details class="fold" open><summary>这一项不涉及<span class="unseen">：惠企举措' in page


async def test_f6_films_come_from_this_site_only(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/desk/parts")).headers["content-security-policy"]
    assert "media-src 'self'" in policy
    assert policy.startswith("default-src 'none'")


async def test_f6_the_queue_says_the_remaining_working_time(client: httpx.AsyncClient) -> None:
    page = (await client.get("/desk/queue")).text
    for words in (
        "已超期3个工作日",
        "今天到期",
        "还剩1个工作日",
        "已暂停",
        "还剩14个工作日（暂定）",
        "2024年10月8日 24:00前",
    ):
        assert words in page
    assert page.count('data-label="期限"') == 9


async def test_f6_the_elder_view_is_chosen_by_a_link_and_kept(client: httpx.AsyncClient) -> None:
    usual = (await client.get("/desk/queue?empty=true")).text
    assert "data-elder" not in usual
    assert 'href="/desk/queue?empty=true&amp;view=elder"' in usual
    switched = await client.get("/desk/queue?empty=true&view=elder")
    assert switched.status_code == 303
    assert switched.headers["location"] == "/desk/queue?empty=true"
    assert "HttpOnly" in switched.headers["set-cookie"]
    assert "SameSite=lax" in switched.headers["set-cookie"]
    elder = (await client.get("/ask")).text
    assert '<html lang="zh-CN" data-elder' in elder
    assert 'href="/ask?view=usual"' in elder
    await client.get("/ask?view=usual")
    assert "data-elder" not in (await client.get("/ask")).text


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/%5Cevil.example", "/%2F%2Fevil.example", "/a%0d%0aX: y", "/a%3Fb"]
)
async def test_f6_the_switch_of_views_never_leads_away(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"http://office.example{path}?view=elder&next=https://evil.example")
    assert answer.status_code == 303
    assert re.match(r"/(?![/\\])[^\s\\]*$", answer.headers["location"])
    assert "x" not in answer.headers


async def test_f6_an_unknown_view_changes_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/ask?view=other")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


async def test_f6_a_page_sent_back_after_a_form_offers_no_switch_that_would_lose_the_words(
    client: httpx.AsyncClient,
) -> None:
    assert "view=elder" not in (await client.post("/ask", data={})).text


async def test_f6_a_problem_says_what_to_do_next(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert answer.status_code == 404
    for words in ("没有找到", "没有找到这个页面。", "接下来可以这样做", "回到首页"):
        assert words in answer.text


async def test_a_moved_office_time_is_announced_on_every_page() -> None:
    timepiece = Timepiece()
    timepiece.move(datetime(2024, 9, 30, 2, 0, tzinfo=UTC))
    async with client_of(timepiece) as client:
        assert "办公时间已拨到 <strong>2024年9月30日 10:00" in (await client.get("/ask")).text


@pytest.mark.parametrize("name", ["gongkai.css", "gongkai.js", "gongkai.svg"])
async def test_static_files_are_kept_by_their_content(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(static_url(name))
    assert answer.content == (FOLDER / name).read_bytes()
    assert "immutable" in answer.headers["cache-control"]
    older = await client.get(f"/static/gongkai/000000000000/{name}")
    assert older.status_code == 200
    assert older.headers["cache-control"] == "no-cache"
    assert (await client.get("/static/gongkai/0/..%2Fassets.py")).status_code == 404


def test_the_script_stays_small() -> None:
    assert (FOLDER / "gongkai.js").stat().st_size < 10_000

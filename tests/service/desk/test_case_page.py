"""The machine of case pages: sent, done, led back; refused, shown with what was typed; and no conflict with oneself."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.makers import House, client, person
from tests.service.desk.leave_service import DRAWER, HERE, LEAVE, SERVICE, Leave

PAGE = f"{HERE}/{LEAVE}"
BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def clerk(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A clerk before a leave nobody has touched."""
    DRAWER.leaves[LEAVE] = Leave()
    async with house.open(SERVICE) as running, client(running, person("clerk"), **BROWSER) as at_the_door:
        yield at_the_door


@pytest.fixture
async def head(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """The head of a unit before the same leave."""
    async with house.open(SERVICE) as running, client(running, person("head"), **BROWSER) as at_the_door:
        yield at_the_door


async def test_what_was_sent_is_done_and_leads_back_to_the_page(clerk: httpx.AsyncClient) -> None:
    sent = await clerk.post(f"{PAGE}/request", data={"version": "1", "request-days": "3", "request-reason": "探亲"})
    assert (sent.status_code, sent.headers["location"]) == (303, PAGE)
    assert DRAWER.leaves[LEAVE] == Leave(version=2, days=3, reason="探亲")


async def test_the_page_asks_in_the_words_of_the_body(clerk: httpx.AsyncClient) -> None:
    page = (await clerk.get(PAGE)).text
    assert '<label for="f-request-days">请几天假</label>' in page
    assert 'maxlength="20"' in page
    assert '<p class="hint">假期不顺延。</p>' in page


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(clerk: httpx.AsyncClient) -> None:
    sent = await clerk.post(f"{PAGE}/request", data={"version": "1", "request-days": "很多", "request-reason": "探亲"})
    assert sent.status_code == 422
    assert '<a href="#f-request-days">请几天假：应为整数。</a>' in sent.text
    assert 'value="很多"' in sent.text
    assert "探亲</textarea>" in sent.text


async def test_who_was_slower_reads_so_in_words(clerk: httpx.AsyncClient) -> None:
    await clerk.post(f"{PAGE}/request", data={"version": "1", "request-days": "3"})
    slower = await clerk.post(f"{PAGE}/request", data={"version": "1", "request-days": "5"})
    assert slower.status_code == 409
    assert "这件请假已有改动。" in slower.text
    assert 'value="5"' in slower.text
    assert '<input type="hidden" name="version" value="2">' in slower.text


async def test_a_version_that_cannot_be_read_fits_none(clerk: httpx.AsyncClient) -> None:
    sent = await clerk.post(f"{PAGE}/request", data={"version": "一", "request-days": "3"})
    assert sent.status_code == 409


async def test_pressing_twice_is_no_conflict_with_oneself(clerk: httpx.AsyncClient, head: httpx.AsyncClient) -> None:
    answers = [await head.post(f"{PAGE}/grant", data={"version": "1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert DRAWER.leaves[LEAVE].version == 2


async def test_a_result_is_shown_once(clerk: httpx.AsyncClient) -> None:
    await clerk.post(f"{PAGE}/request", data={"version": "1", "request-days": "3", "request-reason": "探亲"})
    read = await clerk.post(f"{PAGE}/reading", data={"reading-purpose": "核对"})
    assert '<p id="result">探亲（核对）</p>' in read.text
    assert 'id="result"' not in (await clerk.get(PAGE)).text


async def test_each_form_admits_the_roles_of_its_act(clerk: httpx.AsyncClient) -> None:
    assert (await clerk.post(f"{PAGE}/grant", data={"version": "1"})).status_code == 403


async def test_a_case_that_nobody_knows_is_not_found(clerk: httpx.AsyncClient) -> None:
    answer = await clerk.post(f"{HERE}/{LEAVE.hex[:-1]}8/request", data={"version": "1", "request-days": "3"})
    assert answer.status_code == 404

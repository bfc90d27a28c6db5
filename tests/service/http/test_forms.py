"""Text of forms is read as it was declared, or refused in words: nobody gets a receipt for words that were lost."""

from collections.abc import AsyncIterator
from urllib.parse import quote_from_bytes

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from gongkai.http.bodies.forms import form_of
from gongkai.http.bodies.json_body import MalformedRequest

WORDS = "营业执照怎么办？"
PLAIN = "application/x-www-form-urlencoded"


async def _echo(request: Request) -> JSONResponse:
    try:
        async with form_of(request, max_files=1) as form:
            return JSONResponse({name: value for name, value in form.multi_items() if isinstance(value, str)})
    except MalformedRequest as refused:
        return JSONResponse({"detail": refused.detail}, 400)


@pytest.fixture(scope="module")
async def echo() -> AsyncIterator[httpx.AsyncClient]:
    """A page that says what it read."""
    transport = httpx.ASGITransport(Starlette(routes=[Route("/", _echo, methods=["POST"])]))
    async with httpx.AsyncClient(transport=transport, base_url="http://echo") as client:
        yield client


async def fields(echo: httpx.AsyncClient, text: bytes, declared: str) -> httpx.Response:
    body = b"text=" + quote_from_bytes(text).encode()
    return await echo.post("/", content=body, headers={"Content-Type": declared})


async def parts(echo: httpx.AsyncClient, text: bytes, more: str = "", name: bytes = b"text") -> httpx.Response:
    body = b'--X\r\nContent-Disposition: form-data; name="' + name + b'"\r\n\r\n' + text + b"\r\n--X--\r\n"
    return await echo.post("/", content=body, headers={"Content-Type": f"multipart/form-data; boundary=X{more}"})


@pytest.mark.parametrize("declared", ["", "; charset=utf-8", '; Charset="UTF-8"', ";charset=utf8"])
async def test_f3_utf_8_is_read(echo: httpx.AsyncClient, declared: str) -> None:
    assert (await fields(echo, WORDS.encode(), PLAIN + declared)).json() == {"text": WORDS}
    assert (await parts(echo, WORDS.encode(), declared)).json() == {"text": WORDS}


@pytest.mark.parametrize("charset", ["gbk", "GB2312", "gb18030"])
async def test_f3_what_is_declared_as_chinese_is_read_as_that(echo: httpx.AsyncClient, charset: str) -> None:
    assert (await fields(echo, WORDS.encode(charset), f"{PLAIN}; charset={charset}")).json() == {"text": WORDS}
    assert (await parts(echo, WORDS.encode(charset), f"; charset={charset}")).json() == {"text": WORDS}


async def test_f3_other_bytes_than_declared_are_refused_in_words(echo: httpx.AsyncClient) -> None:
    for answer in (
        await fields(echo, WORDS.encode("gbk"), PLAIN),
        await fields(echo, b"\x81", f"{PLAIN}; charset=gbk"),
        await parts(echo, WORDS.encode("gbk")),
        await parts(echo, b"\x81", "; charset=gbk"),
        await parts(echo, b"1", name=WORDS.encode("gbk")),
    ):
        assert answer.status_code == 400
        assert "没有保存。请用UTF-8" in answer.json()["detail"]


@pytest.mark.parametrize("charset", ["undefined", "idna", "utf-16", "rot13", "zlib", "utf-7", "", "x" * 3000, "gbk\\"])
async def test_f3_no_name_of_an_encoding_reaches_a_codec_unchecked(echo: httpx.AsyncClient, charset: str) -> None:
    for answer in (
        await fields(echo, b"a", f"{PLAIN}; charset={charset}"),
        await parts(echo, b"a", f"; charset={charset}"),
    ):
        assert (answer.status_code, "不认识" in answer.json()["detail"]) == (400, True)


async def test_f3_a_plus_is_a_blank_and_the_last_of_two_fields_counts(echo: httpx.AsyncClient) -> None:
    answer = await echo.post("/", content=b"a=1+2%2B3&b=&a=%E4%BD%A0", headers={"Content-Type": PLAIN})
    assert answer.json() == {"a": "你", "b": ""}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.sampled_from(["", "; charset=gbk", "; charset=utf-8", "; charset=undefined"]))
async def test_f3_any_bytes_are_read_whole_or_refused(echo: httpx.AsyncClient, text: bytes, declared: str) -> None:
    answer = await fields(echo, text, PLAIN + declared)
    if answer.status_code == 200:
        codec = "gb18030" if "gbk" in declared else "utf-8"
        assert answer.json() == {"text": text.decode(codec)}
    else:
        assert answer.status_code == 400

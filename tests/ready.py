"""Two doors to the same thing, one with ready answers and one without: they must not differ in anything they say."""

from typing import Any

import httpx

KNOWING = {
    "none": [],
    "this one": ['"{}"'],
    "weak": ['W/"{}"'],
    "in a list": ['"7", W/"{}" ,"8"'],
    "in a second header": ['"7"', '"{}"'],
    "any": ["*"],
    "another": ['"7"'],
    "with a nought before it": ['"0{}"'],
    "without marks": ["{}"],
    "far too large": ['"99999999999999999999999999"'],
    "empty": [""],
    "nonsense": ['"', "中文"],
}


def knowing(tags: list[str], version: int) -> list[tuple[bytes, bytes]]:
    """The headers of a reader who has a version."""
    return [(b"If-None-Match", tag.format(version).encode()) for tag in tags]


async def alike(ready: httpx.AsyncClient, plain: httpx.AsyncClient, method: str, path: str, headers: Any = None) -> int:
    """Ask at both doors; their answers are the same to the byte, but for the answer's own number. The status."""
    answer = await ready.request(method, path, headers=headers)
    assert _said(answer) == _said(await plain.request(method, path, headers=headers)), (method, path, headers)
    return answer.status_code


def _said(answer: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    headers = dict(answer.headers)
    assert headers.pop("x-request-id")
    return answer.status_code, headers, answer.content

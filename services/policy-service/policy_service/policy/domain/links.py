"""Where a citizen may be sent: https addresses, and the places (办事入口) where what a policy offers is applied for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from gongkai.refusals import Point

LONGEST_URL: Final = 500
URL_FAULT: Final = "网址须以https://开头，不含空格、用户名和口令"
_ADDRESS: Final = re.compile(r"https://[^\s\"'<>\\^`{|}]+")


def is_safe_address(url: str) -> bool:
    """An address a citizen can be sent to: https, a host of its own, no password in it."""
    if len(url) > LONGEST_URL or not _ADDRESS.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - an impossible port is found only when it is read
    except ValueError:
        return False
    return bool(parts.hostname) and "." in (parts.hostname or "") and "@" not in parts.netloc


MOST_SERVICE_LINKS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLink:
    """One of them; the address is https."""

    title: str
    url: str


def faults_of(links: Sequence[ServiceLink]) -> Iterator[Point]:
    """What is wrong with them, each by its place in the list."""
    for at, link in enumerate(links):
        if not link.title.strip():
            yield Point(f"/service_links/{at}/title", "missing", "请写明这是什么办事入口")
        if not is_safe_address(link.url):
            yield Point(f"/service_links/{at}/url", "url-unfit", URL_FAULT)

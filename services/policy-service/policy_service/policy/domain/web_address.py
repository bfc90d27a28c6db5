"""Where a citizen may be sent on the web: https, a host of its own, no password in the address."""

import re
from typing import Final
from urllib.parse import urlsplit

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

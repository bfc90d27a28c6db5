"""Forms of the desk as a browser sends them."""

from typing import Any, Final

import httpx

OWN: Final = {"Sec-Fetch-Site": "same-origin"}
File = tuple[str, bytes]


async def submit(at: httpx.AsyncClient, path: str, **typed: Any) -> httpx.Response:
    """Send a form; those that may have a file in them come in parts."""
    in_parts = path.endswith(("/new", "/words", "/attachments")) or "/interpretations/" in path
    if in_parts and not path.endswith("/removal"):
        return await upload(at, path, **typed)
    return await at.post(path, data=typed, headers=OWN)


async def upload(
    at: httpx.AsyncClient, path: str, field: str = "", file: File = ("", b""), **typed: Any
) -> httpx.Response:
    """Send a form in parts, with a file in it or with none chosen."""
    parts: list[Any] = [(name, (None, str(value))) for name, value in typed.items()]
    if field:
        parts.append((field, file))
    return await at.post(path, files=parts, headers=OWN)

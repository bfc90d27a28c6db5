"""Calls the suite over HTTP and does not lose heart when a process is just being restarted."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx

AWAY = {502, 503, 504}
PATIENCE = 90.0
PAUSE = 0.25

Found = TypeVar("Found")


class TourFailed(Exception):
    """The suite did not do what the tour expected of it."""


class Caller:
    """One person's or machine's way to the suite."""

    def __init__(self, client: httpx.AsyncClient, token: str = "") -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def get(self, path: str, **parameters: Any) -> Any:
        """The JSON at a path."""
        return (await self.send("GET", path, params=parameters)).json()

    async def look(self, path: str) -> Any | None:
        """The JSON at a path, or `None` if there is nothing yet."""
        answer = await self._answer("GET", path)
        return None if answer.is_error else answer.json()

    async def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One call, tried again while its service is away; any refusal ends the tour."""
        answer = await self._answer(method, path, **options)
        if answer.is_error:
            raise TourFailed(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    async def refused(self, method: str, path: str, **options: Any) -> Any:
        """A call that must be refused; the problem, with all its points."""
        answer = await self._answer(method, path, **options)
        if not answer.is_client_error:
            raise TourFailed(f"{method} {path} was not refused: {answer.status_code}")
        return answer.json()

    async def _answer(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = self._headers | options.pop("headers", {})

        async def answered() -> httpx.Response | None:
            try:
                answer = await self._client.request(method, path, headers=headers, **options)
            except httpx.TransportError:
                return None
            return None if answer.status_code in AWAY else answer

        return await until(answered, f"{method} {path} is answered")

    async def change(self, method: str, path: str, of: str, done: Callable[[Any], bool], body: Any) -> Any:
        """Change the thing at `of` under its ETag until it says that it is `done`, however often a process dies. Bytes
        are sent as they are, all else as JSON."""
        sent = {"content": body} if isinstance(body, bytes) else {"json": body}

        async def changed() -> Any | None:
            now = await self.send("GET", of)
            if done(now.json()):
                return now.json()
            headers = {"If-Match": now.headers["ETag"]}
            try:
                await self.send(method, path, headers=headers, **sent)
            except TourFailed as failed:
                if ": 412 " not in str(failed) and ": 409 " not in str(failed):
                    raise
            return None

        return await until(changed, f"{method} {path} takes effect")


async def until(look: Callable[[], Awaitable[Found | None]], what: str) -> Found:
    """Look again and again, with a pause between, until there is something to see; give up after 90 s."""
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while loop.time() < end:
        if (found := await look()) is not None:
            return found
        await asyncio.sleep(PAUSE)
    raise TourFailed(f"Waited {PATIENCE:.0f} s in vain until {what}.")

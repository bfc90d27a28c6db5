"""The hotline sandbox: a hotline that listens on an address of its own."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self
from urllib.parse import urlsplit

from gongkai.http.server import answering
from gongkai_dev.hotline_sandbox.hotline import CALLBACKS, Hotline
from gongkai_dev.hotline_sandbox.routes import app_of


class HotlineSandbox(Hotline):
    """A hotline with routes for call-backs and a page that shows both sides of every exchange."""

    @asynccontextmanager
    async def listening(self, url: str = f"http://127.0.0.1:0{CALLBACKS}") -> AsyncIterator[Self]:
        """Take call-backs at this address while the block lasts; port 0 picks a free one (see `callback_url`)."""
        host, port = urlsplit(url).hostname or "127.0.0.1", urlsplit(url).port or 0
        with socket.create_server((host, port)) as listening:
            self.callback_url = f"http://{host}:{listening.getsockname()[1]}{CALLBACKS}"
            try:
                async with answering(app_of(self), listening) as self.server:
                    yield self
            finally:
                await self._client.aclose()

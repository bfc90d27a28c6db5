"""In one process, choose the service by the first word of the path, as the ingress does between pods."""

from collections.abc import Sequence

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from gongkai.runtime.service import Service, segment_of


class Dispatch:
    """One ASGI application over those of the services of this process."""

    def __init__(self, apps: Sequence[FastAPI]) -> None:
        self._first = apps[0]
        self._by_segment: dict[str, FastAPI] = {}
        for app in apps:
            service: Service = app.state.service
            self._by_segment |= dict.fromkeys(service.segments, app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on; a path that belongs to nobody gets the first service's 404."""
        await self._by_segment.get(segment_of(scope["path"]), self._first)(scope, receive, send)

"""What a service is: a value that names its tables, doors, limits, subscriptions and timers."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from sqlalchemy import MetaData

from gongkai.clocks.keeping import Copied
from gongkai.due import Timer
from gongkai.messaging.consumer import Subscription
from gongkai.web.access import AccessTable
from gongkai.web.ready import ReadyAnswer
from gongkai.worktime.limit import Limit

if TYPE_CHECKING:
    from gongkai.running import Running


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Service:
    """One of the four, equal only to itself.

    `segments` are the first path words after `/api/v1/`, `/desk/` or `/` that belong to it.
    """

    name: str
    title: str
    metadata: MetaData
    migrations: Path
    templates: Path
    segments: tuple[str, ...]
    routers: tuple[APIRouter, ...]
    pages: tuple[APIRouter, ...]
    access: AccessTable
    ready: tuple[ReadyAnswer, ...] = ()
    """Which of its reads are answered at the door."""
    limits: tuple[Limit, ...] = ()
    clocks_copied: Copied | None = None
    """Who is told of every clock that changed, in the same transaction: lists sort by what they say."""
    topics: tuple[str, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    timers: tuple[Timer, ...] = ()
    health: "Callable[[Running], Awaitable[dict[str, Any]]] | None" = None
    demo: "Callable[[Running], Awaitable[None]] | None" = None
    """What a demonstration finds already there."""
    documents: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    """What is told in `docs/` of its code, by the file's name: `make docs` writes it."""
    opening: "tuple[Callable[[Running], AbstractAsyncContextManager[None]], ...]" = ()

    @property
    def group(self) -> str:
        """Its consumer group."""
        return f"gongkai.{self.name}"


def segment_of(path: str) -> str:
    """The word of a path by which embedded suite, local edge and ingress choose the service."""
    words = path.strip("/").split("/")
    if words[:2] == ["api", "v1"]:
        words = words[2:]
    elif words[0] == "desk" and len(words) > 1:
        words = words[1:]
    return words[0] if words else ""

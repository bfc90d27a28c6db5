"""Whether this process has started, lives and can serve, and its figures: what the platform and the ops page ask."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

import structlog
from fastapi import Request, Response
from fastapi.responses import JSONResponse

from gongkai.http.access import ops
from gongkai.http.router import Router
from gongkai.observability import metrics

log = structlog.get_logger(__name__)

PATIENCE: Final = 2.0
"""Seconds that one check may take."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's answer. `figures` are shown on the ops page: counts, seconds, days; never data of persons."""

    ok: bool
    words: str = ""
    figures: Mapping[str, int | float | str | None] = field(default_factory=dict)


Check = Callable[[], Awaitable[CheckResult]]


class Health:
    """The checks of one service in this process. `started` is set once everything is open."""

    def __init__(self, checks: Mapping[str, Check] | None = None) -> None:
        self.checks: dict[str, Check] = dict(checks or {})
        self.started = False

    async def report(self) -> tuple[bool, dict[str, Any]]:
        """Run all checks side by side; one that fails or hangs is named and hides no other."""
        results = await asyncio.gather(*(self._run(name, check) for name, check in self.checks.items()))
        ready = self.started and all(result["ok"] for _, result in results)
        failing = [name for name, result in results if not result["ok"]]
        return ready, {"status": "ready" if ready else "failing", "failing": failing, "checks": dict(results)}

    async def _run(self, name: str, check: Check) -> tuple[str, dict[str, Any]]:
        begun = perf_counter()
        try:
            result = await asyncio.wait_for(check(), PATIENCE)
        except TimeoutError:
            result = CheckResult(ok=False, words=f"{PATIENCE:g} 秒内没有回答")
        except Exception as error:
            log.warning("check_failed", part=name, exc_info=error)
            result = CheckResult(ok=False, words=type(error).__name__)
        milliseconds = round((perf_counter() - begun) * 1000, 1)
        return name, {"ok": result.ok, "words": result.words, "ms": milliseconds, **result.figures}


router = Router(include_in_schema=False)


@router.get("/startupz", guard=ops())
async def get_startup(request: Request) -> Response:
    """200 once everything is open."""
    health: Health = request.app.state.health
    return JSONResponse({"started": health.started}, 200 if health.started else 503)


@router.get("/livez", guard=ops())
async def get_liveness() -> Response:
    """200 while the event loop turns; asks nothing of anybody else."""
    return JSONResponse({"alive": True})


@router.get("/readyz", guard=ops())
async def get_readiness(request: Request) -> Response:
    """200 when every check passes; 503 names those that do not."""
    health: Health = request.app.state.health
    ready, report = await health.report()
    return JSONResponse(report, 200 if ready else 503)


@router.get("/metrics", guard=ops())
async def get_metrics() -> Response:
    """The figures in the Prometheus text format."""
    return Response(metrics.exposition(), media_type=metrics.CONTENT_TYPE)

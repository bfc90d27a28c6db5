"""A router whose every route carries its guard: who may use it, and which body it takes."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter
from fastapi.routing import APIRoute

from gongkai.http.access import Guard

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class GuardedRoute(APIRoute):
    """A route with its guard; a route without one keeps the service from starting."""

    guard: Guard | None = None


class Router(APIRouter):
    """`@router.post("/pauses", guard=staff(...))`; all else is FastAPI's."""

    def __init__(self, prefix: str = "", **options: Any) -> None:
        super().__init__(prefix=prefix, **{"route_class": GuardedRoute} | options)

    def get(self, path: str, *, guard: Guard, **options: Any) -> Callable[[Endpoint], Endpoint]:  # type: ignore[override]
        """A guarded GET."""
        return self._guarded("GET", path, guard, options)

    def post(self, path: str, *, guard: Guard, **options: Any) -> Callable[[Endpoint], Endpoint]:  # type: ignore[override]
        """A guarded POST."""
        return self._guarded("POST", path, guard, options)

    def put(self, path: str, *, guard: Guard, **options: Any) -> Callable[[Endpoint], Endpoint]:  # type: ignore[override]
        """A guarded PUT."""
        return self._guarded("PUT", path, guard, options)

    def patch(self, path: str, *, guard: Guard, **options: Any) -> Callable[[Endpoint], Endpoint]:  # type: ignore[override]
        """A guarded PATCH."""
        return self._guarded("PATCH", path, guard, options)

    def delete(self, path: str, *, guard: Guard, **options: Any) -> Callable[[Endpoint], Endpoint]:  # type: ignore[override]
        """A guarded DELETE."""
        return self._guarded("DELETE", path, guard, options)

    def _guarded(self, method: str, path: str, guard: Guard, options: dict[str, Any]) -> Callable[[Endpoint], Endpoint]:
        def add(endpoint: Endpoint) -> Endpoint:
            self.add_api_route(path, endpoint, methods=[method], **options)
            route = self.routes[-1]
            assert isinstance(route, GuardedRoute)
            route.guard = guard
            return endpoint

        return add

"""No request waits for a thread: FastAPI runs every plain function it meets in its thread pool, 60 µs and more each."""

from collections.abc import Iterator
from inspect import isasyncgenfunction, iscoroutinefunction

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from gongkai.mounts.application import bare_app
from gongkai.runtime.installed import all_services
from gongkai.runtime.service import Service


@pytest.mark.parametrize("service", all_services(), ids=lambda service: service.name)
def test_endpoints_and_dependencies_are_coroutines(service: Service) -> None:
    plain = {
        f"{dependant.call.__module__}.{dependant.call.__qualname__}"
        for context in iter_route_contexts(bare_app(service).routes)
        if isinstance(context.original_route, APIRoute)
        for dependant in _all(context.original_route.dependant)
        if dependant.call and not iscoroutinefunction(dependant.call) and not isasyncgenfunction(dependant.call)
    }
    assert plain == set()


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for below in dependant.dependencies:
        yield from _all(below)

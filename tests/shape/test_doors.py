"""Every route of every service: guarded, and found by the first word of its path."""

from collections import Counter

import pytest
from fastapi import FastAPI

from gongkai.http.guards import routes_of
from gongkai.mounts.application import bare_app, guards_of
from gongkai.runtime.installed import all_services
from gongkai.runtime.service import Service, segment_of

SERVICES = pytest.mark.parametrize("service", all_services(), ids=lambda service: service.name)
EVERYWHERE = {"/startupz", "/livez", "/readyz", "/metrics"}
"""What each process answers for itself; no ingress leads there."""


@SERVICES
def test_f4_every_route_has_its_guard(service: Service) -> None:
    assert [route.template for route in routes_of(bare_app(service)) if route.guard is None] == []


@SERVICES
def test_f3_behind_every_fast_read_stands_a_route(service: Service) -> None:
    """It answers whatever the fast read leaves to it; the id ends the path."""
    behind = {path for method, path in guards_of(service) if method == "GET" and path.endswith("}")}
    reads = [one.template for one in service.fast_reads]
    assert [path for path in reads if path not in behind or path.count("{") > 1] == []


@SERVICES
def test_f7_every_path_leads_to_the_service_that_answers_it(service: Service) -> None:
    """Otherwise it would be reached in a test of one service and nowhere else."""
    lost = [path for path in _paths(bare_app(service)) if segment_of(path) not in service.segments]
    assert [path for path in lost if path not in EVERYWHERE and not path.startswith("/static/")] == []


def test_f7_the_public_paths_of_four_processes_are_those_of_one() -> None:
    """Embedded, a path is answered by whoever owns its first word; apart, by its own service: the same set."""
    apart = {service.name: set(bare_app(service).openapi()["paths"]) for service in all_services()}
    owner = {segment: service.name for service in all_services() for segment in service.segments}
    embedded = Counter((owner[segment_of(path)], path) for paths in apart.values() for path in paths)
    assert set(embedded) == {(name, path) for name, paths in apart.items() for path in paths}
    assert max(embedded.values()) == 1


@SERVICES
def test_f3_rest_lives_under_api_v1_and_is_described(service: Service) -> None:
    document = bare_app(service).openapi()
    assert document["openapi"].startswith("3.1")
    assert [path for path in document["paths"] if not path.startswith("/api/v1/")] == []
    undescribed = [
        f"{method} {path}"
        for path, doors in document["paths"].items()
        for method, door in doors.items()
        if not door.get("summary")
    ]
    assert undescribed == []


def _paths(app: FastAPI) -> set[str]:
    return {route.template for route in routes_of(app)}

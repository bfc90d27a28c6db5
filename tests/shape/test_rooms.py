"""The four services have the same rooms; who knows one knows four."""

import pytest

from gongkai.cli.serving import all_services
from gongkai.runtime.service import segment_of
from tests.shape.reading import ROOT, SERVICES, package

ALWAYS = {"domain", "usecases", "store", "api", "pages", "migrations", "service.py", "__init__.py", "py.typed"}
WHERE_NEEDED = {"subscribers.py", "timers.py", "gateways", "settings.py", "templates"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_the_rooms_and_no_other(service: str) -> None:
    rooms = {entry.name for entry in package(service).iterdir() if entry.name != "__pycache__"}
    assert rooms >= ALWAYS
    assert rooms - ALWAYS <= WHERE_NEEDED


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_folder_holds_its_package_and_its_readme(service: str) -> None:
    entries = {entry.name for entry in (ROOT / "services" / f"{service}-service").iterdir()}
    assert entries == {f"{service}_service", "README.md"}


def test_there_are_four_services() -> None:
    assert {service.name for service in all_services()} == set(SERVICES)


def test_f7_the_first_word_of_a_path_belongs_to_one_service() -> None:
    segments = [segment for service in all_services() for segment in service.segments]
    assert len(segments) == len(set(segments))


@pytest.mark.parametrize(
    ("path", "segment"),
    [
        ("/", ""),
        ("/api/v1/tickets/1", "tickets"),
        ("/desk/tickets/1", "tickets"),
        ("/policies", "policies"),
        ("/desk", "desk"),
        ("/api/v1", ""),
    ],
)
def test_the_word_by_which_a_path_finds_its_service(path: str, segment: str) -> None:
    assert segment_of(path) == segment

"""Features around a kernel in each service, the same layers in each feature: who knows one knows them all."""

import pytest

from gongkai.runtime.installed import all_services
from gongkai.runtime.service import segment_of
from tests.shape.reading import ROOT, SERVICES, package

ALWAYS = {"migrations", "service.py", "__init__.py", "py.typed"}
WHERE_NEEDED = {"settings.py"}
LAYERS = {"feature", "domain", "usecases", "store", "api", "pages", "templates", "timers", "subscribers", "gateways"}
KERNELS = {"policy": "policy", "inquiry": "question", "ticket": "ticket", "notify": "watch"}
ONLY_IN_A_KERNEL = {"values", "record"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_holds_its_features_and_no_other_room(service: str) -> None:
    rooms = {entry.name for entry in package(service).iterdir() if entry.name != "__pycache__"}
    features = {room for room in rooms if (package(service) / room).is_dir()} - ALWAYS
    assert rooms - features - WHERE_NEEDED == ALWAYS
    assert KERNELS[service] in features


@pytest.mark.parametrize("service", SERVICES)
def test_a_feature_has_the_layers_and_no_other(service: str) -> None:
    """A layer is a module, or a package of the same name once it outgrows one; tables and forms stand beside it."""
    strange = []
    for folder in package(service).iterdir():
        if not folder.is_dir() or folder.name in {"migrations", "__pycache__"}:
            continue
        allowed = LAYERS | (ONLY_IN_A_KERNEL if folder.name == KERNELS[service] else set())
        names = {entry.stem for entry in folder.iterdir() if entry.suffix in ("", ".py")} - {"__init__", "__pycache__"}
        strange += [f"{folder.name}/{name}" for name in sorted(names - allowed)]
        strange += [] if (folder / "feature.py").exists() else [f"{folder.name} has no feature.py"]
    assert strange == []


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

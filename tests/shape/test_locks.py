"""The locks pin everything that is asked for, by hash, and know no address."""

import json
import re
import tomllib
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shape.reading import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
LOCKS = {"runtime.txt": ("embedded",), "dev.txt": ("embedded", "dev")}


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt", "build.txt"])
def test_a_lock_has_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text()
    assert "://" not in text
    assert text.count("--hash=sha256:") >= len(PIN.findall(text)) > 0


def test_the_browser_s_lock_has_hashes_and_no_addresses() -> None:
    text = (ROOT / "tests" / "browser" / "package-lock.json").read_text()
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}
    assert "://" not in text
    assert packages
    assert [name for name, one in packages.items() if not one["integrity"].startswith("sha512-")] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_what_the_project_asks_for(lock: str) -> None:
    pins = _pins(lock)
    wrong = [
        str(wanted)
        for wanted in _asked_for(*LOCKS[lock])
        if pins.get(canonicalize_name(wanted.name), "") not in wanted.specifier or wanted.name not in _names(pins)
    ]
    assert wrong == []


def test_the_tests_run_on_what_is_shipped() -> None:
    runtime, dev = _pins("runtime.txt"), _pins("dev.txt")
    assert {name: (version, dev.get(name)) for name, version in runtime.items() if dev.get(name) != version} == {}


def test_what_runs_here_is_what_is_locked() -> None:
    """A stale environment makes every other test a test of something else: `make install`."""
    pins = _pins("dev.txt")
    names = [canonicalize_name(wanted.name) for wanted in _asked_for("embedded", "dev")]
    other = {name: found for name in names if (found := distribution(name).version) != pins[name]}
    assert other == {}


def _pins(lock: str) -> dict[str, str]:
    found = PIN.findall((ROOT / "requirements" / lock).read_text())
    return {canonicalize_name(name): version for name, version in found}


def _names(pins: dict[str, str]) -> set[str]:
    return {wanted.name for wanted in _asked_for("embedded", "dev") if canonicalize_name(wanted.name) in pins}


def _asked_for(*extras: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return [Requirement(line) for line in lines]

"""The product where the development tools are not installed: it starts, has no demonstration, and says so."""

import os
import site
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.shape.reading import ROOT, SERVICES

WITHIN: Final = 120.0
EVERY_MODULE: Final = """
import importlib, pkgutil

for name in ("gongkai", "policy_service", "inquiry_service", "ticket_service", "notify_service"):
    for module in pkgutil.walk_packages(importlib.import_module(name).__path__, f"{name}."):
        if not module.name.endswith((".__main__", ".env")) and ".migrations." not in module.name:
            importlib.import_module(module.name)
try:
    importlib.import_module("gongkai_dev")
except ModuleNotFoundError:
    print("gongkai_dev is not there")
"""
FOUR_APPLICATIONS: Final = """
import asyncio, sys
from pathlib import Path

import httpx

from gongkai.messaging.local_bus import LocalBus
from gongkai.mounts.application import build_app
from gongkai.runtime.installed import all_services
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import Timepiece

NOWHERE = "postgresql+asyncpg://postgres@127.0.0.1:1/nowhere"
DEMO = (("POST", "/api/v1/demo/tokens"), ("PUT", "/api/v1/{service}-service/demo/clock"))


async def statuses(app, name):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://gongkai.test") as client:
        alive = await client.get("/livez")
        asked = [await client.request(method, path.format(service=name), json={}) for method, path in DEMO]
        return alive.status_code, [answer.status_code for answer in asked]


async def main():
    for service in all_services():
        settings = service.settings(folder=Path(sys.argv[1]), database_url=NOWHERE)
        running = ServiceRuntime(service, settings, LocalBus(), Timepiece(), NOWHERE)
        print(service.name, *await statuses(build_app(running), service.name))


asyncio.run(main())
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a Python that has the product and its dependencies, and nothing of gongkai-dev."""
    folder = tmp_path_factory.mktemp("production")
    for packages in map(Path, site.getsitepackages()):
        for entry in packages.iterdir():
            if not entry.name.startswith("gongkai_dev") and entry.suffix != ".pth":
                (folder / entry.name).symlink_to(entry)
    (folder / "gongkai").symlink_to(ROOT / "shared" / "gongkai")
    for service in SERVICES:
        (folder / f"{service}_service").symlink_to(ROOT / "services" / f"{service}-service" / f"{service}_service")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "PYTHON"))}
    return ours | {"PYTHONPATH": str(folder)}


def python(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python without its own site-packages (-S)."""
    command = [sys.executable, "-S", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=WITHIN, check=False)


def test_every_module_of_the_product_can_be_imported(production: dict[str, str]) -> None:
    ran = python(production, "-c", EVERY_MODULE)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "gongkai_dev is not there"


def test_f4_the_four_applications_answer_and_have_no_demonstration(production: dict[str, str], tmp_path: Path) -> None:
    ran = python(production, "-c", FOUR_APPLICATIONS, str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == [f"{service} 200 [404, 404]" for service in sorted(SERVICES)]


def test_f4_a_demonstration_is_refused_in_one_sentence(production: dict[str, str], tmp_path: Path) -> None:
    asked = production | {"GONGKAI_DEMO": "1", "GONGKAI_FOLDER": str(tmp_path)}
    ran = python(asked, "-m", "gongkai", "run")
    assert ran.returncode == 2
    assert ran.stderr.startswith("GONGKAI_DEMO=1 needs the package gongkai-dev")
    assert "Traceback" not in ran.stderr


def test_the_command_offers_only_what_is_installed(production: dict[str, str]) -> None:
    shown = python(production, "-m", "gongkai", "--help").stdout
    assert "migrate" in shown
    assert "tour" not in shown
    assert "hotline-sandbox" not in shown

"""What is installed on this machine: services, and extensions of them."""

from functools import cache
from importlib.metadata import entry_points
from typing import Any, TypeVar

from gongkai.runtime.extension import Extension
from gongkai.runtime.service import Service
from gongkai.settings import Settings

OwnSettings = TypeVar("OwnSettings", bound=Settings)


class DemoNotInstalled(RuntimeError):
    """GONGKAI_DEMO=1 needs the package gongkai-dev, which is not installed here. Unset it, or install the package."""


@cache
def all_services() -> tuple[Service, ...]:
    """Every installed service, in the order of their names."""
    installed = (entry.load() for entry in entry_points(group="gongkai.services"))
    return tuple(sorted(installed, key=lambda service: service.name))


def chosen(name: str | None) -> list[Service]:
    """The one service of that name, or all of them; raises LookupError if there is none."""
    services = [service for service in all_services() if name in (None, service.name)]
    if not services:
        raise LookupError(f"There is no service {name}.")
    return services


@cache
def extensions() -> tuple[Extension, ...]:
    """Every installed extension, in the order of their names."""
    installed = (entry.load() for entry in entry_points(group="gongkai.extensions"))
    return tuple(sorted(installed, key=lambda extension: extension.name))


def load_settings(kind: type[OwnSettings], **given: Any) -> OwnSettings:
    """Settings of the environment, then what extensions fill in; raises DemoNotInstalled."""
    settings = kind(**given)
    if settings.demo and not any(extension.gives_demo for extension in extensions()):
        raise DemoNotInstalled(DemoNotInstalled.__doc__)
    for extension in extensions():
        filled_in = extension.settings(settings)
        assert isinstance(filled_in, kind), f"{extension.name} keeps the class of the settings"
        settings = filled_in
    return settings

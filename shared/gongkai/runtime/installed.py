"""The services that are installed on this machine."""

from functools import cache
from importlib.metadata import entry_points

from gongkai.runtime.service import Service


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

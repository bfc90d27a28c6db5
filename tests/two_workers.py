"""How `make test` divides a run: two workers, and after them, alone, what counts time or kills processes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOMS: Final = ("browser", "suite", "contract", "service", "chaos", "shape", "unit")
"""In the order in which they begin: what lasts long first, so that both workers end at the same time."""
WHOLE: Final = ("browser", "suite", "contract")
"""Each stays with one worker, which opens its browser, its processes or its broker once. The others go file by file."""
ALONE: Final = pytest.StashKey[list[str]]()


class ByRoom(LoadScopeScheduling):
    """Hands out whole rooms and files."""

    def _split_scope(self, nodeid: str) -> str:
        room = _room(nodeid)
        return room if room in WHOLE else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByRoom | None:
    """By room, where pytest-xdist would go by scope."""
    return ByRoom(config, log) if config.option.dist == "loadscope" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A worker leaves out what is to run alone and tells which tests those are."""
    if hasattr(config, "workerinput"):
        config.workeroutput["alone"] = [item.nodeid for item in items if _is_alone(item)]
        items[:] = [item for item in items if not _is_alone(item)]
        items.sort(key=lambda item: ROOMS.index(_room(item.nodeid)))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker has ended; one that crashed has told nothing, but the other has."""
    told = getattr(node, "workeroutput", {}).get("alone", [])
    node.config.stash[ALONE] = told or node.config.stash.get(ALONE, [])


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Iterator[None]:
    """The workers first; then, in this process and the same account, the tests that need the machine for themselves."""
    outcome = yield
    alone = session.config.stash.get(ALONE, [])
    if alone and not (session.shouldfail or session.shouldstop):
        together = session.testscollected
        session.perform_collect([str(session.config.rootpath / nodeid) for nodeid in alone])
        session.testscollected += together
        _run(session)
    return outcome


def _run(session: pytest.Session) -> None:
    for item, following in zip(session.items, [*session.items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)


def _is_alone(item: pytest.Item) -> bool:
    return item.get_closest_marker("alone") is not None


def _room(nodeid: str) -> str:
    return Path(nodeid).parts[1]

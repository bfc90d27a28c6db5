"""`make bench`: every figure with its floor and its goal, in one run; names on the command line choose some of them."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter
from typing import Final

import uvloop

from tests.bench import (
    consume,
    due,
    masking,
    middleware,
    rates,
    reads,
    reconciliation,
    relay,
    travel,
    webhook,
    working_days,
)
from tests.bench.rounds import ROUNDS, Line
from tests.bench.site import Site

BENCHES: Final[dict[str, Callable[[Site], Awaitable[list[Line]]]]] = {
    "worktime": working_days.lines,
    "masking": masking.lines,
    "middleware": middleware.lines,
    "webhook": webhook.lines,
    "reads": reads.lines,
    "relay": relay.lines,
    "travel": travel.lines,
    "consume": consume.lines,
    "due": due.lines,
    "reconciliation": reconciliation.lines,
    "rates": rates.lines,
}
HEADER: Final = ("what", "figure", "floor", "its figure", "ratio", "goal", "")
WIDTHS: Final = (50, 14, 52, 14, 7, 14, 0)


async def run(names: Sequence[str]) -> None:
    """Run the chosen benches (all without a name) and print each line as soon as it is known."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, medians of {ROUNDS} rounds\n")
    _print(HEADER)
    async with Site.open() as site:
        for name in names or BENCHES:
            begun = perf_counter()
            for line in await BENCHES[name](site):
                _print(_cells(line))
            print(f"  ({name}: {perf_counter() - begun:.0f} s)", flush=True)


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.what,
        f"{_figure(line.figure)} {line.unit}",
        line.floor or "–",
        f"{_figure(line.floor_figure)} {line.unit}" if line.floor_figure is not None else "–",
        f"{line.ratio:.2f}" if line.ratio is not None else "–",
        line.goal.words if line.goal else "–",
        {True: "reached", False: "NOT REACHED", None: ""}[line.reached],
    )


def _figure(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def _print(cells: Sequence[str]) -> None:
    print("  ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)).rstrip(), flush=True)


def main(names: Sequence[str]) -> None:
    """Refuse a name that is none, else run."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        sys.exit(f"No such bench: {', '.join(unknown)}. There are: {', '.join(BENCHES)}.")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(names))


if __name__ == "__main__":
    main(sys.argv[1:])

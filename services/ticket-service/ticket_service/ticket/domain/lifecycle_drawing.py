"""The course of a ticket as a document: drawn and told from its one table, so that it cannot tell anything else."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ticket_service.ticket.domain.lifecycle import DONE, OPEN, TABLE, Act, Move, TicketState

START: Final = "[*]"
GROUPS: Final = {"open": OPEN, "done": DONE}
HEAD: Final = """# How a ticket goes

Made by `make docs` from `services/ticket-service/ticket_service/ticket/domain/lifecycle.py`, the one table that the \
code asks too.

`open`: the bureau still owes something. `done`: the report is signed, and the hotline may come back to it. What runs \
beside the course (a return, more time, a call-back review, a pause) is no state: its acts stay where they are.
"""


def lifecycle_page() -> str:
    """docs/ticket-states.md."""
    leading = [move for move in TABLE if move.to]
    staying = [move for move in TABLE if not move.to]
    never = [act for act in Act if act not in {move.act for move in TABLE} and act is not Act.other]
    parts = [
        HEAD,
        "```mermaid\n" + "\n".join(_drawing(leading)) + "\n```\n",
        "## Acts that lead on\n",
        "\n".join(_table(leading)) + "\n",
        "## Acts that stay\n",
        "\n".join(_table(staying)) + "\n",
        f"Only in the history: {'; '.join(_named(act) for act in never)}.\n",
    ]
    return "\n".join(parts)


def _drawing(moves: Sequence[Move]) -> Iterator[str]:
    """Without groups: Mermaid draws no arrow from the inside of one into another."""
    yield "stateDiagram-v2"
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in moves:
        for begin in move.at or (START,):
            if begin != move.to:
                arrows.setdefault((begin, str(move.to)), []).append(move.act.words)
    yield from (f"    {begin} --> {end}: {'、'.join(acts)}" for (begin, end), acts in arrows.items())
    leads = {state for move in TABLE if move.to for state in move.at}
    yield from (f"    {state} --> {START}" for state in TicketState if state not in leads)


def _table(moves: Iterable[Move]) -> Iterator[str]:
    yield "| Act | From | To | Who | Needs |"
    yield "| --- | --- | --- | --- | --- |"
    for move in moves:
        needs = "; ".join(need.value for need in move.needs) or "–"
        to = f"`{move.to}`" if move.to else "stays"
        yield f"| {_named(move.act)} | {_from(move.at)} | {to} | {', '.join(move.by)} | {needs} |"


def _from(states: Sequence[TicketState]) -> str:
    if not states:
        return "–"
    if set(states) == set(TicketState):
        return "any"
    left, said = list(states), []
    for name, group in GROUPS.items():
        if set(group) <= set(left):
            left = [state for state in left if state not in group]
            said.append(name)
    return ", ".join([*said, *(f"`{state}`" for state in left)])


def _named(act: Act) -> str:
    return f"{act.words} `{act.value}`"

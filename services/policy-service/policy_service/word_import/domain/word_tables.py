"""A table of a Word document as an HTML table: cells that span columns, and cells that go on in the rows below."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(slots=True)
class Cell:
    """One cell as Word writes it. A cell that `goes_on` belongs to the one above it."""

    html: str
    span: int = 1
    goes_on: bool = False
    header: bool = False
    rows: int = 1


def table_html(rows: Sequence[Sequence[Cell]]) -> str:
    """The table, or nothing if no row has a cell."""
    shown = _joined(rows)
    if not any(shown):
        return ""
    lines = "".join(f"<tr>{''.join(map(_cell_html, row))}</tr>" for row in shown)
    return f"<table><tbody>{lines}</tbody></table>"


def _joined(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The rows without the cells that are part of one above; that one grows."""
    above: dict[int, Cell] = {}
    joined: list[list[Cell]] = []
    for row in rows:
        kept: list[Cell] = []
        column = 0
        for cell in row:
            if cell.goes_on and column in above:
                above[column].rows += 1
            else:
                above[column] = cell
                kept.append(cell)
            column += cell.span
        joined.append(kept)
    return joined


def _cell_html(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    across = f' colspan="{cell.span}"' if cell.span > 1 else ""
    down = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return f"<{tag}{across}{down}>{cell.html}</{tag}>"

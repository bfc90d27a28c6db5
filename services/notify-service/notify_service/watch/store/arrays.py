"""Many rows in one statement: each column travels as one array, and PostgreSQL lays the rows out again."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, Column, String, TableValuedAlias, Text, bindparam, func


def value_rows(*columns: Column[Any], name: str = "given") -> TableValuedAlias:
    """The rows handed in, as a table of that name; its parameters are called `given_<column>`."""
    arrays = [bindparam(f"{name}_{column.name}", type_=_array_of(column)) for column in columns]
    return func.unnest(*arrays).table_valued(*(column.name for column in columns)).render_derived(name=name)


def as_arrays(names: Sequence[str], rows: Iterable[object], name: str = "given") -> dict[str, list[Any]]:
    """The attributes of the rows, column by column, as the parameters of `given`."""
    laid = list(rows)
    return {f"{name}_{column}": [getattr(row, column) for row in laid] for column in names}


def _array_of(column: Column[Any]) -> ARRAY[Any]:
    """Text without a length: a cast to a length would cut in silence what the column itself refuses."""
    return ARRAY(Text() if isinstance(column.type, String) else column.type)

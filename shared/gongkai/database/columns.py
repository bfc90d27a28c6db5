"""Column types and the tables' naming convention, the same in all four databases."""

from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect, MetaData
from sqlalchemy.types import TypeDecorator, UserDefinedType

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database. A naive datetime is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise TypeError("An instant needs a time zone.")
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None


class JsonText(UserDefinedType[str]):
    """JSONB that goes in as JSON text, and comes out as the driver reads it."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "JSONB"


class ValueColumn(TypeDecorator[Any]):
    """A value object of the domain (a dataclass, or a tuple of them) in one JSONB column."""

    impl = JsonText
    cache_ok = True

    def __init__(self, kind: Any, *, sparse: bool = False) -> None:
        """`sparse` leaves out of the JSON what is `None`; in a kind of many optional fields that is most of them."""
        super().__init__()
        self.kind = kind
        self._sparse = sparse
        self._adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return self.text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return self.value(value)

    def text(self, value: Any) -> str | None:
        """The JSON as the driver takes it; for compiled statements."""
        return None if value is None else self._adapter.dump_json(value, exclude_none=self._sparse).decode()

    def read(self, text: str | None) -> Any:
        """The value in JSON as the database has it; for quick reads."""
        return None if text is None else self._adapter.validate_json(text)

    def value(self, given: Any) -> Any:
        """The value in what the driver made of the JSON; for compiled statements."""
        return None if given is None else self._adapter.validate_python(given)


def new_metadata() -> MetaData:
    """The collection of one service's tables."""
    return MetaData(naming_convention=NAMING)


shared_metadata = new_metadata()
"""The tables that every service has in its own database: outbox, inbox, clocks, audit and their like."""

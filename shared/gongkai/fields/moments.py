"""Moments as others write them: without a zone they are Beijing time (docs/facts.md §3.5), and we keep UTC."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from gongkai.worktime.days import SHANGHAI

YEARS: Final = range(2000, 2100)
NO_MOMENT: Final = re.compile(r"[+-]?[\d.]+(?:[eE][+-]?\d+)?|\d{4}-\d\d-\d\d")


def as_instant(at: datetime) -> datetime:
    """The moment in UTC; outside this century something else is wrong."""
    if at.year not in YEARS:
        raise PydanticCustomError("out-of-range", "时间超出范围。")
    return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def as_written(said: Any) -> Any:
    """A moment is a date with a time; a number would be read as seconds since 1970, a date as its midnight."""
    if isinstance(said, int | float) or (isinstance(said, str) and NO_MOMENT.fullmatch(said.strip())):
        raise PydanticCustomError("datetime_type", "not a moment")
    return said


Moment = Annotated[
    datetime,
    Field(strict=False, description="RFC 3339; without a zone it is UTC+8"),
    BeforeValidator(as_written),
    AfterValidator(as_instant),
]

"""Moments as others write them: without a zone they are Beijing time (docs/facts.md §3.5), and we keep UTC."""

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from gongkai.worktime.days import SHANGHAI

YEARS: Final = range(2000, 2100)


def as_instant(at: datetime) -> datetime:
    """The moment in UTC; outside this century something else is wrong."""
    if at.year not in YEARS:
        raise PydanticCustomError("out-of-range", "时间超出范围。")
    return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI)).astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(as_instant), Field(description="RFC 3339; without a zone it is UTC+8")]

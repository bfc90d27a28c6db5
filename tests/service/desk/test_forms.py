"""What people type is read by the types of the body."""

from datetime import date
from typing import Annotated

import pytest
from pydantic import Field

from gongkai.desk.forms import FormUnfit, read_form
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget


class Request(Body):
    """Fields that are no text."""

    days: Annotated[int, Field(ge=0, le=366), Input("几个工作日")] = 0
    on: Annotated[date | None, Input("哪天")] = None
    urgent: Annotated[bool, Input("紧急")]
    digests: Annotated[tuple[str, ...], Input("内容", widget=Widget.hidden)] = ()


def test_what_is_typed_is_read_by_the_types_of_the_body() -> None:
    read = read_form(Request, {"days": " 12 ", "urgent": "yes", "digests": "ab cd", "on": "2024-04-07"})
    assert (read.days, read.urgent, read.digests, read.on) == (12, True, ("ab", "cd"), date(2024, 4, 7))


def test_a_box_that_is_not_ticked_is_a_no_and_an_empty_field_is_not_filled_in() -> None:
    read = read_form(Request, {"days": " ", "on": ""})
    assert (read.urgent, read.days, read.on) == (False, 0, None)


@pytest.mark.parametrize(("name", "typed"), [("days", "12.5"), ("days", "999999999"), ("days", "三"), ("urgent", "ja")])
def test_what_cannot_be_read_is_refused_beside_its_field(name: str, typed: str) -> None:
    with pytest.raises(FormUnfit) as refused:
        read_form(Request, {name: typed})
    assert [point.pointer for point in refused.value.points] == [f"/{name}"]

"""Forms of pages: the bodies that the API takes, filled in by hand; what is wrong comes back beside its field."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar, get_origin

from fastapi import Request
from pydantic import BaseModel, ValidationError

from gongkai.fields.inputs import Widget, bare_type, input_of
from gongkai.fields.text import visible
from gongkai.http.bodies.findings import points_of
from gongkai.http.bodies.forms import form_of
from gongkai.http.bodies.json_body import MOST_FIELDS
from gongkai.refusals import Ground, Refusal
from gongkai.worktime.days import SHANGHAI

Form = TypeVar("Form", bound=BaseModel)
Other = TypeVar("Other")


class FormUnfit(Refusal):
    """Something in the form has to be corrected; the points say what and where."""

    code = "form-unfit"
    ground = Ground.unfit


async def typed_in(request: Request, most: int = MOST_FIELDS) -> dict[str, str]:
    """What a person typed, by the names of the fields; a form with a file in it is refused (400)."""
    async with form_of(request, max_files=0, max_fields=most) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def read_form(kind: type[Form], typed: Mapping[str, str], given: Mapping[str, Any] | None = None) -> Form:
    """The typed words as a body, each read by the type of its field; `given` are fields that a page reads by itself.

    An empty field is one not filled in, one that the body does not know is skipped, a box that is not ticked is a no.
    """
    filled = {name: value for name, value in typed.items() if name in kind.model_fields and visible(value)}
    read = {name: _by_type(bare_type(kind.model_fields[name])[0], value) for name, value in filled.items()}
    return filled_in(kind, _unticked(kind) | read | dict(given or {}))


def _unticked(kind: type[BaseModel]) -> dict[str, Any]:
    asked = ((name, input_of(info)) for name, info in kind.model_fields.items() if bare_type(info)[0] is bool)
    return {name: False for name, one in asked if one and one.widget is not Widget.buttons}


def _by_type(kind: Any, typed: str) -> Any:
    """Whole numbers, truths and lists; what is none of them stays as it was typed, and the body refuses it."""
    if kind is int:
        return as_number(typed.strip(), typed)
    if kind is bool:
        return {"yes": True, "no": False}.get(typed, typed)
    return typed.split() if get_origin(kind) is tuple else typed


def as_number(typed: str, otherwise: Other) -> int | Other:
    """A whole number of at most eight digits, or else what stands for one that cannot be read."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else otherwise


def as_typed(value: object) -> str:
    """A value as a browser's field holds it: a moment by the clock of Shanghai, a choice by its code."""
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%dT%H:%M}"
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value.value if isinstance(value, Enum) else value)


def filled_in(kind: type[Form], given: Mapping[str, Any]) -> Form:
    """A body from the parts that a page has read from its form already: lists, truths, objects."""
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        points = points_of([_in_body(found) for found in error.errors(include_url=False, include_input=False)])
        raise FormUnfit("有内容需要修改。", points=points) from None


def _in_body(found: Any) -> dict[str, Any]:
    return {**found, "loc": ("body", *found["loc"])}

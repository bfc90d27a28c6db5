"""Forms of pages: the bodies that the API takes, filled in by hand; what is wrong comes back beside its field."""

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from gongkai.http.bodies.findings import points_of
from gongkai.http.bodies.json_body import MOST_FIELDS
from gongkai.refusals import Ground, Refusal

Form = TypeVar("Form", bound=BaseModel)


class FormUnfit(Refusal):
    """Something in the form has to be corrected; the points say what and where."""

    code = "form-unfit"
    ground = Ground.unfit


async def typed_in(request: Request, most: int = MOST_FIELDS) -> dict[str, str]:
    """What a person typed, by the names of the fields; a form with a file in it is refused (400)."""
    async with request.form(max_files=0, max_fields=most) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def read_form(kind: type[Form], typed: Mapping[str, str]) -> Form:
    """The typed words as a body; an empty field is one not filled in, one that the body does not know is skipped."""
    return filled_in(
        kind, {name: value for name, value in typed.items() if name in kind.model_fields and value.strip()}
    )


def filled_in(kind: type[Form], given: Mapping[str, Any]) -> Form:
    """A body from the parts that a page has read from its form already: lists, truths, objects."""
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        points = points_of([_in_body(found) for found in error.errors(include_url=False, include_input=False)])
        raise FormUnfit("有内容需要修改。", points=points) from None


def _in_body(found: Any) -> dict[str, Any]:
    return {**found, "loc": ("body", *found["loc"])}

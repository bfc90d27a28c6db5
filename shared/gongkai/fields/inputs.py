"""How a form asks for a field of a body: label, hint and kind of input, beside the field and outside its schema."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import EllipsisType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo


class Widget(StrEnum):
    """Kinds of input on a page."""

    text = "text"
    number = "number"
    email = "email"
    date = "date"
    datetime = "datetime-local"
    textarea = "textarea"
    select = "select"
    radios = "radios"
    checkbox = "checkbox"
    boxes = "boxes"
    buttons = "buttons"
    hidden = "hidden"


@dataclass(frozen=True, slots=True)
class Input:
    """`Annotated[str, Prose(1000), Input("存电理由", rows=3)]`: a field that forms ask for, under this label.

    What is not said here follows from the field: `widget` from its type, `required` from its default, the length from
    its bound. `required=None` marks it neither as required nor as optional. `capped=False` lets a person type or paste
    more than the bound, so that the refusal can say so and nothing is cut off.
    """

    label: str
    hint: str = ""
    widget: Widget | None = None
    required: bool | EllipsisType | None = ...
    rows: int = 6
    size: str = ""
    blank: str = "请选择"
    autocomplete: str = "off"
    capped: bool = True


def input_of(info: FieldInfo) -> Input | None:
    """How forms ask for this field, if they do."""
    return next((one for one in info.metadata if isinstance(one, Input)), None)


def bare_type(info: FieldInfo) -> tuple[Any, Sequence[Any]]:
    """The type of a field behind `Annotated` and `| None`, and every bound that is stated about it."""
    kind: Any = info.annotation
    bounds = list(info.metadata)
    while True:
        if get_origin(kind) is Annotated:
            kind, *more = get_args(kind)
            bounds += more
        elif get_origin(kind) in (Union, UnionType):
            kind = next(one for one in get_args(kind) if one is not type(None))
        else:
            return kind, bounds

"""Fields of forms made from bodies: label, length, options and whether they are required stand once, in the body."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from types import EllipsisType
from typing import Any, Final, Protocol, Self, get_origin

from annotated_types import Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gongkai.fields.inputs import Input, Widget, bare_type, input_of
from gongkai.fields.text import Line, Prose

Options = Sequence[tuple[str, str]]
"""Values and their words, in the order in which they are offered."""


BY_TYPE: Final[Sequence[tuple[type, Widget]]] = (
    (Enum, Widget.select),
    (bool, Widget.checkbox),
    (int, Widget.number),
    (datetime, Widget.datetime),
    (date, Widget.date),
)
"""How a type is asked for; the first that fits counts: a truth is a whole number, a moment a day."""


class Worded(Protocol):
    """An option: the value that is sent, and its Chinese words."""

    @property
    def value(self) -> str: ...
    @property
    def words(self) -> str: ...


def choices(words: Iterable[Worded]) -> list[tuple[str, str]]:
    """Options from a list of words, in its order."""
    return [(one.value, one.words) for one in words]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field as a page draws it; `name` is what the browser sends, `required=None` draws neither mark."""

    name: str
    label: str
    hint: str
    widget: Widget
    required: bool | None
    rows: int
    size: str
    blank: str
    autocomplete: str
    maxlength: int | None
    options: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNames:
    """Names of a body's fields on a page: `prefix` and `renamed` keep the forms of one page apart."""

    prefix: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)

    def on_page(self, name: str) -> str:
        """The name that the browser sends."""
        return self.prefix + self.renamed.get(name, name)

    def values_on_page(self, values: Mapping[str, str]) -> dict[str, str]:
        """Values by their names on the page."""
        return {self.on_page(name): value for name, value in values.items()}

    def values_of_body(self, typed: Mapping[str, str]) -> dict[str, str]:
        """What was typed by the names of the body's fields."""
        original = {page: name for name, page in self.renamed.items()}
        bare = {name.removeprefix(self.prefix): value for name, value in typed.items()}
        return {original.get(name, name): value for name, value in bare.items()}


NO_NAMES: Final = FieldNames()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFields:
    """The fields of one form by the names of the body's fields, in the body's order."""

    names: FieldNames = NO_NAMES
    fields: Mapping[str, FormField]

    @classmethod
    def of(
        cls, *bodies: type[BaseModel], names: FieldNames = NO_NAMES, inputs: Mapping[str, Input] | None = None
    ) -> Self:
        """Every field of these bodies that has an `Input`, or is given one by this form."""
        found = {
            name: _form_field(names.on_page(name), info, asked)
            for body in bodies
            for name, info in body.model_fields.items()
            if (asked := (inputs or {}).get(name) or input_of(info))
        }
        return cls(names=names, fields=found)

    @property
    def labels(self) -> dict[str, str]:
        """What the list of mistakes calls each field: as the form does."""
        return {one.name: one.label for one in self.fields.values() if one.label and one.widget is not Widget.buttons}

    def in_words(self, typed: Mapping[str, str]) -> dict[str, str]:
        """What was typed, by the names on the page; of an option its words."""
        options = {one.name: dict(one.options) for one in self.fields.values()}
        return {name: options.get(name, {}).get(value, value) for name, value in typed.items() if value.strip()}

    def with_state(
        self, options: Mapping[str, Options], labels: Mapping[str, str], hints: Mapping[str, str]
    ) -> Mapping[str, FormField]:
        """The fields with these options and words in place of their own; each box of several has its page's name."""
        now = dict(self.fields)
        for name, pairs in options.items():
            now[name] = replace(now[name], options=pairs)
        for name, words in labels.items():
            now[name] = replace(now[name], label=words)
        for name, words in hints.items():
            now[name] = replace(now[name], hint=words)
        return {name: self._boxes_named(one) for name, one in now.items()}

    def _boxes_named(self, one: FormField) -> FormField:
        if one.widget is not Widget.boxes:
            return one
        return replace(one, options=[(self.names.on_page(value), words) for value, words in one.options])


def _form_field(name: str, info: FieldInfo, asked: Input) -> FormField:
    kind, bounds = bare_type(info)
    widget = asked.widget or _widget(kind, bounds)
    return FormField(
        name=name,
        label=asked.label,
        hint=asked.hint,
        widget=widget,
        required=info.is_required() if isinstance(asked.required, EllipsisType) else asked.required,
        rows=asked.rows,
        size=asked.size,
        blank=asked.blank,
        autocomplete=asked.autocomplete,
        maxlength=_longest(bounds) if asked.capped else None,
        options=_own_options(kind),
    )


def _widget(kind: Any, bounds: Sequence[Any]) -> Widget:
    if get_origin(kind) is tuple:
        return Widget.boxes
    if any(isinstance(bound, Prose) for bound in bounds):
        return Widget.textarea
    found = (widget for base, widget in BY_TYPE if isinstance(kind, type) and issubclass(kind, base))
    return next(found, Widget.text)


def _longest(bounds: Iterable[Any]) -> int | None:
    """How many characters the bound of a text or of a number leaves."""
    return next(_lengths(bounds), None)


def _lengths(bounds: Iterable[Any]) -> Iterator[int]:
    for bound in bounds:
        if isinstance(bound, Line):
            yield bound.most
        elif isinstance(bound, Le):
            yield len(str(bound.le))


def _own_options(kind: Any) -> Options:
    """The words of an enumeration that has words."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return [(str(one.value), one.words) for one in kind if hasattr(one, "words")]
    return ()

"""Acts as forms of a case page: what is declared of each form, and what its use case gets of what was sent."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from gongkai.actor import Actor
from gongkai.desk.form_fields import FieldNames, FormFields, Options
from gongkai.desk.forms import as_number, read_form
from gongkai.desk.render import field_errors
from gongkai.fields.body import Body
from gongkai.fields.inputs import Input
from gongkai.refusals import Point
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work

B = TypeVar("B", bound=Body)
C = TypeVar("C", contravariant=True)
"""What a service knows of a case when it draws the page."""
A = TypeVar("A")
"""The acts of a service's life cycle."""

VERSION: Final = "version"
"""The hidden field of a form that says which version of the case the page showed."""

Typed = Mapping[str, str]
Given = Mapping[str, Callable[[Typed], Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A form as somebody sent it: `typed` by the names of the body's fields, `basis` the hidden fields of the page.

    `given` reads the fields that no single input of the page says.
    """

    case_id: UUID
    typed: Typed
    basis: Typed
    running: ServiceRuntime
    actor: Actor
    given: Given = field(default_factory=dict)

    @property
    def version(self) -> int:
        """The version that the page showed; one that cannot be read fits none."""
        return as_number(self.basis.get(VERSION, ""), -1)

    def read(self, body: type[B], **known: Any) -> B:
        """What was typed as this body, with fields that are known without it; raises FormUnfit."""
        here = {name: read(self.typed) for name, read in self.given.items() if name in body.model_fields}
        return read_form(body, self.typed, here | known)


@dataclass(frozen=True, slots=True)
class FormAction:
    """What happens when a form is sent, and the bodies that its fields are made from; without any it is a button."""

    run: Callable[[Submission], Awaitable[object]]
    bodies: tuple[type[Body], ...] = ()


def with_body(body: type[B], do: Callable[[UUID, B, int, Work], Awaitable[object]]) -> FormAction:
    """A form that is filled in, done in one transaction by a use case that minds the version."""

    async def run(sent: Submission) -> object:
        async with sent.running.work(sent.actor) as work:
            return await do(sent.case_id, sent.read(body), sent.version, work)

    return FormAction(run, (body,))


def body_at_any_version(body: type[B], do: Callable[[UUID, B, Work], Awaitable[object]]) -> FormAction:
    """A form that is filled in, done in one transaction whatever version the case has by now."""

    async def run(sent: Submission) -> object:
        async with sent.running.work(sent.actor) as work:
            return await do(sent.case_id, sent.read(body), work)

    return FormAction(run, (body,))


def button_only(do: Callable[[UUID, int, Work], Awaitable[object]]) -> FormAction:
    """A form that is only a button, done in one transaction by a use case that minds the version."""

    async def run(sent: Submission) -> object:
        async with sent.running.work(sent.actor) as work:
            return await do(sent.case_id, sent.version, work)

    return FormAction(run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button below the fields, called as its form if nothing else is said; `name` is the field that it fills in."""

    words: str = ""
    kind: str = "main"
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormState:
    """What of a form depends on the case: its title, what to know first, words and options of fields, their values."""

    title: str = ""
    lead: str = ""
    options: Mapping[str, Options] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


def _by_field(_: Typed, points: Sequence[Point]) -> dict[str, str]:
    return field_errors(points)


def _as_declared(_: Any) -> FormState:
    return FormState()


@dataclass(frozen=True, kw_only=True)
class ActForm(Generic[C, A]):
    """One act of a person at a case as a form: its address below the case's, its words, its fields, its use case.

    Fields are made from the bodies of `action`, and `inputs` ask for some of them in this form's own words; `now` says
    what depends on the case. It is `offered` where the case allows, beside what the life cycle says. `prefix` keeps its
    fields apart from those of the page's other forms; `given` reads fields that are several on the page, and `errors`
    finds them again. What a refusal names stands in the form `errors_in`. `place` orders the forms of all features; one
    without a `group` has a place of its own in the page. `result_template` draws once what the use
    case gave back. `was_done` knows the first of two clicks by the case.
    """

    name: str
    act: A
    title: str
    action: FormAction
    place: int = 0
    group: str = ""
    lead: str = ""
    buttons: tuple[Button, ...] = (Button(),)
    inputs: Mapping[str, Input] = field(default_factory=dict)
    now: Callable[[C], FormState] = _as_declared
    offered: Callable[[C], bool] = lambda _: True
    was_done: Callable[[C, Submission], bool] = lambda _, __: False
    prefix: str | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    given: Given = field(default_factory=dict)
    errors: Callable[[Typed, Sequence[Point]], Mapping[str, str]] = _by_field
    errors_in: str = ""
    guarded: bool | None = None
    versioned: bool = True
    result_template: str = ""
    template: str = ""

    @cached_property
    def fields(self) -> FormFields:
        """Its fields as the bodies say them."""
        names = FieldNames(prefix=f"{self.name}-" if self.prefix is None else self.prefix, renamed=self.renamed)
        return FormFields.of(*self.action.bodies, names=names, inputs=self.inputs)

    @property
    def is_button(self) -> bool:
        """Whether there is nothing to fill in."""
        return not self.action.bodies

    @property
    def fields_named_in(self) -> str:
        """The form in which the fields stand that a refusal names."""
        return self.errors_in or self.name

    @property
    def warns_before_leaving(self) -> bool:
        """Whether the browser warns before what was typed is lost."""
        return not self.is_button if self.guarded is None else self.guarded

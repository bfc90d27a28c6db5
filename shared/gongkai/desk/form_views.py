"""Forms of a case page as they stand there now: what they say, what is wrong with it, and where they go to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from gongkai.desk.act_forms import A, ActForm, Button, C
from gongkai.desk.case_page import RefusedForm
from gongkai.desk.form_fields import FormField
from gongkai.fields.inputs import Widget


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """A form ready for `form_fields.html`: `hidden` is the state of the case that it is filled in on."""

    name: str
    title: str
    group: str
    action: str
    lead: str
    fields: Mapping[str, FormField]
    buttons: tuple[Button, ...]
    hidden: Mapping[str, str]
    guard: bool
    values: Mapping[str, str]
    errors: Mapping[str, str]
    template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBasis:
    """Where forms are drawn: the case's address, and the hidden fields that say which state of it the page shows."""

    address: str
    hidden: Mapping[str, str]


def form_views(
    forms: Iterable[ActForm[C, A]], case: C, basis: FormBasis, refused: RefusedForm[C, A] | None = None
) -> dict[str, FormView]:
    """Forms by their names, in their order."""
    return {form.name: _view(form, case, basis, refused) for form in forms}


def errors_of(refused: RefusedForm[C, A], forms: Mapping[str, ActForm[C, A]]) -> dict[str, str]:
    """What was refused, by the names of the fields on the page."""
    return forms[refused.form.fields_named_in].fields.names.values_on_page(refused.errors)


def labels_of(forms: Iterable[ActForm[C, A]]) -> dict[str, str]:
    """What the list of mistakes calls the fields of all forms."""
    return {name: label for form in forms for name, label in form.fields.labels.items()}


def _view(form: ActForm[C, A], case: C, basis: FormBasis, refused: RefusedForm[C, A] | None) -> FormView:
    now = form.now(case)
    title = now.title or form.title
    fields = form.fields.with_state(now.options, now.labels, now.hints)
    concerns = refused is not None and refused.form.fields_named_in == form.name
    return FormView(
        name=form.name,
        title=title,
        group=form.group,
        action=f"{basis.address}/{form.name}",
        lead=now.lead or form.lead,
        fields=fields,
        buttons=_buttons(form, title),
        hidden=basis.hidden if form.versioned else {},
        guard=form.warns_before_leaving,
        values=_values(form, form.fields.names.values_on_page(now.values), refused),
        errors=form.fields.names.values_on_page(refused.errors) if refused and concerns else {},
        template=form.template,
    )


def _buttons(form: ActForm[C, A], title: str) -> tuple[Button, ...]:
    """Its buttons, named as the page names the field that they fill in."""
    return tuple(
        replace(one, words=one.words or title, name=form.fields.names.on_page(one.name) if one.name else "")
        for one in form.buttons
    )


def _values(form: ActForm[C, A], so_far: Mapping[str, str], refused: RefusedForm[C, A] | None) -> Mapping[str, str]:
    """Of a form that was refused only what was typed counts, unticked boxes too; hidden fields are never typed."""
    if refused is None or refused.form.name != form.name:
        return so_far
    hidden = {one.name for one in form.fields.fields.values() if one.widget is Widget.hidden}
    return {**refused.typed, **{name: value for name, value in so_far.items() if name in hidden}}

"""The forms of the case page: those of all features that a person may use now, and which of them stands out."""

from collections.abc import Mapping
from typing import Final

from gongkai.desk.form_views import FormView, labels_of
from ticket_service.casework.domain.permissions import CaseAccess
from ticket_service.closing_report.pages import case_forms as closing_report
from ticket_service.handling import pages as handling
from ticket_service.linking import pages as linking
from ticket_service.requests import pages as requests
from ticket_service.routing.pages import case_forms as routing
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.pages import GROUPS, TicketCase, TicketForm

OF_FEATURES: Final = (handling.FORMS, requests.FORMS, linking.FORMS, routing.FORMS, closing_report.FORMS)
FORMS: Final[tuple[TicketForm, ...]] = tuple(
    sorted((form for forms in OF_FEATURES for form in forms), key=lambda form: form.place)
)
BY_NAME: Final[Mapping[str, TicketForm]] = {form.name: form for form in FORMS}
LABELS: Final = labels_of(FORMS)


def forms_of(case: TicketCase, facing: CaseAccess) -> tuple[TicketForm, ...]:
    """The forms that this person finds on the page."""
    return tuple(form for form in FORMS if facing.may(form.act) and form.offered(case))


def main_form(forms: tuple[TicketForm, ...], act: Act | None) -> str:
    """The name of the one that stands out: that of the next thing to do; empty if there is none."""
    return next((form.name for form in forms if form.act is act), "")


def by_group(views: Mapping[str, FormView], main: str) -> list[tuple[str, list[FormView]]]:
    """The others, in their groups, as they step back."""
    others = [view for view in views.values() if view.name != main]
    found = [(group, [view for view in others if view.group == group]) for group in GROUPS]
    return [(group, members) for group, members in found if members]

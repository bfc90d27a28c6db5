"""The forms of the case page: one for each act a person may do, in groups, and which of them stands out.

A form's name is the last part of its address, the file of its template and the prefix of its fields' names, so that
many forms stand on one page and a refusal finds its field.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from gongkai.privacy.gate import Judgement
from ticket_service.casework.domain.permissions import Facing
from ticket_service.linking.store import Linked
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.readers import order_for
from ticket_service.ticket.domain.ticket import ReportDelivery

APART: Final = ""
"""These have a place of their own: below what they are about, or beside the next thing to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What decides which forms there are: the person and the ticket, the gate over its report, its links."""

    facing: Facing
    judged: Judgement | None = None
    linked: tuple[Linked, ...] = ()

    @property
    def held(self) -> bool:
        """Whether the secrecy officer has to look at the report."""
        return self.judged is not None and bool(self.judged.held)

    @property
    def has_lead_report(self) -> bool:
        """Whether the ticket was merged into one that has a report."""
        return any(one.leads and one.other.report for one in self.linked)

    @property
    def hides(self) -> bool:
        """Whether something about the citizen is kept from this person that he may ask for."""
        ticket, unit = self.facing.ticket, self.facing.actor.unit
        return self.facing.is_own and order_for(ticket, unit).citizen != ticket.order.citizen

    @property
    def stranded(self) -> bool:
        """Whether report or file did not reach the hotline."""
        ticket = self.facing.ticket
        return ReportDelivery.failed in (ticket.report_delivery, ticket.report_upload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """`also` is what the form needs beside the course; one that is only `pressed` has nothing to fill in. What is
    wrong with a signature stands in the report that was to be signed: `marks` names the form with the fields.
    `again` is the title where there is a report already."""

    name: str
    act: Act
    title: str
    group: str
    pressed: bool = False
    marks: str = ""
    again: str = ""
    also: Callable[[Case], bool] = lambda _: True

    @property
    def errors_in(self) -> str:
        """The form in which the fields stand that a refusal names."""
        return self.marks or self.name


HANDLING: Final = "办理"
REQUESTS: Final = "申请和时限"
DISPATCH: Final = "关联、协办、派单"
GROUPS: Final = (HANDLING, REQUESTS, DISPATCH)

FORMS: Final = (
    Form(name="review-reply", act=Act.review_answered, title="答复回访复核", group=HANDLING),
    Form(name="opinions", act=Act.opinion_given, title="填写协办意见", group=HANDLING),
    Form(name="signing", act=Act.signed, title="签收", group=APART, pressed=True),
    Form(name="contacts", act=Act.contact_tried, title="登记联系市民", group=HANDLING),
    Form(name="report", act=Act.report_filed, title="填写办结报告", again="修改办结报告", group=HANDLING),
    Form(
        name="taken-over",
        act=Act.report_filed,
        title="采用主办件的办结报告",
        group=HANDLING,
        pressed=True,
        also=lambda case: case.has_lead_report,
    ),
    Form(name="decision", act=Act.extension_granted, title="审批延期申请", group=REQUESTS),
    Form(name="returns", act=Act.return_requested, title="申请退单", group=REQUESTS),
    Form(name="extensions", act=Act.extension_requested, title="申请延期", group=REQUESTS),
    Form(name="pauses", act=Act.paused, title="暂停计算办结期限", group=REQUESTS),
    Form(name="resumption", act=Act.resumed, title="恢复计算办结期限", group=REQUESTS, pressed=True),
    Form(name="matter", act=Act.classified, title="认定事项类别", group=HANDLING),
    Form(name="legal-steps", act=Act.legal_step, title="登记法定步骤", group=HANDLING),
    Form(name="channel", act=Act.channel_told, title="登记告知法定渠道", group=HANDLING),
    Form(name="hold", act=Act.held, title="登记存电", group=HANDLING),
    Form(name="links", act=Act.linked, title="并单或关联", group=DISPATCH),
    Form(name="parts", act=Act.split, title="拆分诉求", group=DISPATCH),
    Form(name="co-units", act=Act.co_handled, title="确定协办单位", group=DISPATCH),
    Form(name="refusal", act=Act.objection_refused, title="处理派单异议", group=REQUESTS),
    Form(name="objection", act=Act.objected, title="提出派单异议", group=REQUESTS),
    Form(name="assignment", act=Act.assigned, title="改派", group=DISPATCH),
    Form(name="archiving", act=Act.archived, title="归档", group=DISPATCH, pressed=True),
    Form(name="unmasking", act=Act.unmasked, title="查看市民信息", group=APART, also=lambda case: case.hides),
    Form(
        name="clearances",
        act=Act.marks_cleared,
        title="审查办结报告",
        group=APART,
        also=lambda case: case.held,
    ),
    Form(
        name="sign-off",
        act=Act.signed_off,
        title="签发并办结",
        group=APART,
        pressed=True,
        marks="report",
        also=lambda case: not case.held,
    ),
    Form(
        name="delivery",
        act=Act.report_sent_again,
        title="重新报送热线",
        group=APART,
        pressed=True,
        also=lambda case: case.stranded,
    ),
)
BY_NAME: Final[Mapping[str, Form]] = {form.name: form for form in FORMS}


def forms_of(case: Case) -> tuple[Form, ...]:
    """The forms that this person finds on the page."""
    return tuple(form for form in FORMS if case.facing.may(form.act) and form.also(case))


def main_form(forms: tuple[Form, ...], act: Act | None) -> Form | None:
    """The one that stands out: that of the next thing to do."""
    return next((form for form in forms if form.act is act), None)


def grouped(forms: tuple[Form, ...], main: Form | None) -> list[tuple[str, list[Form]]]:
    """The others, in their groups, as they step back."""
    found = [(group, [form for form in forms if form.group == group and form is not main]) for group in GROUPS]
    return [(group, others) for group, others in found if others]


def in_form(name: str, values: Mapping[str, str]) -> dict[str, str]:
    """Values by the names that the form's fields have in the page."""
    return {f"{name}-{field}": value for field, value in values.items()}


def out_of_form(name: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed by the names that the use case knows."""
    return {field.removeprefix(f"{name}-"): value for field, value in typed.items()}

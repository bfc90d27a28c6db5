"""Forms of the case page: contacts, answers to reviews, returns, extensions and pauses."""

from typing import Final

from gongkai.desk.act_forms import Button, FormState, button_only, with_body
from ticket_service.requests.usecases import (
    ContactTried,
    ExtensionDecision,
    ExtensionWanted,
    PauseWanted,
    ReturnWanted,
    ReviewReply,
    answer_review,
    decide_extension,
    pause_limit,
    record_contact,
    request_extension,
    request_return,
    resume_limit,
)
from ticket_service.ticket.domain.handling_rules import handling_rules
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.pages import HANDLING, REQUESTS, TicketCase, TicketForm


def _longest_extension(_: TicketCase) -> FormState:
    rule = handling_rules().extension
    return FormState(hints={"days": f"1至{rule.days}个，依据：{rule.basis}"})


def _pause_rules(_: TicketCase) -> FormState:
    return FormState(options={"rule": [(one.code, one.title) for one in handling_rules().pauses.values()]})


FORMS: Final[tuple[TicketForm, ...]] = (
    TicketForm(
        name="review-reply",
        act=Act.review_answered,
        title="答复回访复核",
        buttons=(Button(words="答复热线"),),
        action=with_body(ReviewReply, answer_review),
        group=HANDLING,
        place=10,
    ),
    TicketForm(
        name="contacts",
        act=Act.contact_tried,
        title="登记联系市民",
        buttons=(Button(words="登记"),),
        action=with_body(ContactTried, record_contact),
        template="contact_form.html",
        group=HANDLING,
        place=40,
    ),
    TicketForm(
        name="decision",
        act=Act.extension_granted,
        title="审批延期申请",
        buttons=(
            Button(words="同意延期", name="granted", value="yes"),
            Button(words="不同意", kind="plain", name="granted", value="no"),
        ),
        action=with_body(ExtensionDecision, decide_extension),
        template="extension_decision_form.html",
        group=REQUESTS,
        place=70,
    ),
    TicketForm(
        name="returns",
        act=Act.return_requested,
        title="申请退单",
        lead="由热线决定是否同意；答复之前先行联系和办结期限照常计算。",
        buttons=(Button(words="向热线申请退单"),),
        action=with_body(ReturnWanted, request_return),
        group=REQUESTS,
        place=80,
    ),
    TicketForm(
        name="extensions",
        act=Act.extension_requested,
        title="申请延期",
        lead="须在期限届满前申请，由热线或者办公室批准；批准之前期限不变。",
        action=with_body(ExtensionWanted, request_extension),
        now=_longest_extension,
        group=REQUESTS,
        place=90,
    ),
    TicketForm(
        name="pauses",
        act=Act.paused,
        title="暂停计算办结期限",
        lead="只暂停办结期限，先行联系期限不停。",
        buttons=(Button(words="暂停计算"),),
        action=with_body(PauseWanted, pause_limit),
        now=_pause_rules,
        group=REQUESTS,
        place=100,
    ),
    TicketForm(
        name="resumption",
        act=Act.resumed,
        title="恢复计算办结期限",
        lead="暂停的原因已经消除；暂停的天数顺延。",
        buttons=(Button(words="恢复计算", kind="plain"),),
        action=button_only(resume_limit),
        group=REQUESTS,
        place=110,
    ),
)

"""What else the hotline says of an order and its citizen, in words; what it did not say is left out."""

from datetime import datetime
from typing import Final

from gongkai.desk import wording
from ticket_service.ticket.values.options import Customer, HandlingRole, IdKind, ServiceKind, Sex, Way
from ticket_service.ticket.values.order import Citizen, HotlineTimes, Order

LabelledFacts = list[tuple[str, str]]

TIMES: Final = {
    "called_at": "来电时间",
    "registered_at": "登记时间",
    "signed_at": "热线记录的签收",
    "answer_by": "热线要求答复",
    "finish_by": "热线要求办结",
    "promised_by": "承诺时间",
    "answered_at": "热线记录的答复",
    "returned_at": "热线记录的退回",
    "review_by": "热线要求复核",
}
"""They are shown beside our own limits, and move none of them."""


def citizen_told(citizen: Citizen) -> LabelledFacts:
    """Everything but name and telephone, which stand by themselves."""
    return _said(
        ("性别", citizen.sex and Sex.said(citizen.sex)),
        (IdKind.said(citizen.id_kind) if citizen.id_kind else "证件号码", citizen.id_no),
        ("电子邮箱", citizen.email),
        ("所在区", citizen.district),
        ("地址", citizen.address),
    )


def order_told(order: Order) -> LabelledFacts:
    """How the hotline hands the order over, and its own times."""
    handing = order.handing
    said = _times(order.times)
    if handing is None:
        return said
    return [
        *_said(
            ("原编号", handing.original_no),
            ("重复工单", "、".join(handing.repeats) or ("是" if handing.repeated else "")),
            ("领导指派", "是" if handing.by_leader else ""),
            ("主办或协办", handing.role and HandlingRole.said(handing.role)),
            ("办理方式", handing.way and Way.said(handing.way)),
            ("客户类型", handing.customer and Customer.said(handing.customer)),
            ("服务类型", handing.service and ServiceKind.said(handing.service)),
        ),
        *said,
    ]


def matter_told(order: Order) -> LabelledFacts:
    """Where it happened, and against whom it goes."""
    reported = order.reported
    return _said(
        ("诉求地址", order.place),
        ("被举报单位", reported.name if reported else ""),
        ("被举报单位地址", reported.address if reported else ""),
    )


def _times(times: HotlineTimes | None) -> LabelledFacts:
    moments: dict[str, datetime | None] = {name: getattr(times, name, None) for name in TIMES}
    return [(TIMES[name], wording.moment(at)) for name, at in moments.items() if at]


def _said(*pairs: tuple[str, str | None]) -> LabelledFacts:
    return [(title, words) for title, words in pairs if words]

"""Every list of options in messages from and to the hotline, by its place there; and the guide's table of them."""

from collections.abc import Mapping
from typing import Final

from ticket_service.ticket.values.case_log import Grade, MatterKind, ReturnReason
from ticket_service.ticket.values.contact import ContactChannel, ContactOutcome
from ticket_service.ticket.values.options import Confidentiality, Customer, HandlingRole, IdKind, ServiceKind, Sex, Way
from ticket_service.ticket.values.order import OrderKind, Priority, Source, WordEnum

FROM_HOTLINE: Final[Mapping[str, tuple[str, type[WordEnum]]]] = {
    "order.source": ("工单来源", Source),
    "order.kind": ("工单类型", OrderKind),
    "order.priority": ("优先", Priority),
    "order.matter": ("诉求类型", MatterKind),
    "order.role": ("主办 / 协办", HandlingRole),
    "order.way": ("自办 / 转办", Way),
    "order.customer": ("客户类型", Customer),
    "order.service": ("服务类型", ServiceKind),
    "order.citizen.sex": ("性别", Sex),
    "order.citizen.id_kind": ("证件类型", IdKind),
    "order.citizen.disclosure": ("公开 / 保密", Confidentiality),
    "grade": ("满意度", Grade),
}
TO_HOTLINE: Final[Mapping[str, tuple[str, type[WordEnum]]]] = {
    "contact.channel": ("联系方式", ContactChannel),
    "contact.outcome": ("先行联系", ContactOutcome),
    "return.reason": ("退单理由", ReturnReason),
}


def options_table() -> str:
    """The guide's table of codes (docs/hotline.md): what may be sent for each field, and what comes back."""
    lines = ["| Field | | Code and words |", "| --- | --- | --- |"]
    for place, (title, options) in {**FROM_HOTLINE, **TO_HOTLINE}.items():
        codes = ", ".join(f"`{one.value}` {' / '.join((one.words, *one.also))}" for one in options)
        lines.append(f"| `{place}` | {title} | {codes} |")
    return "\n".join(lines)

"""What the case page calls the states of a ticket, of its report on the way, and of requests."""

from typing import Final

from ticket_service.ticket.domain.lifecycle import TicketState
from ticket_service.ticket.domain.ticket import ReportDelivery
from ticket_service.ticket.values.case_log import RequestState

STATES: Final = {
    TicketState.received: "待先行联系",
    TicketState.handling: "办理中",
    TicketState.report_filed: "待签发",
    TicketState.signed: "已签收，待先行联系",
    TicketState.rehandling: "重办中",
    TicketState.finished: "已办结",
    TicketState.closed: "已结案",
    TicketState.surveyed: "已评价",
    TicketState.archived: "已归档",
    TicketState.returned: "已退回热线",
    TicketState.cancelled: "已撤单",
}
ON_ITS_WAY: Final = {
    ReportDelivery.queued: "正在报送热线",
    ReportDelivery.delivered: "热线已收到",
    ReportDelivery.failed: "报送失败，请检查后重新报送",
}
DECIDED: Final = {
    RequestState.pending: "待处理",
    RequestState.granted: "同意",
    RequestState.refused: "不同意",
    RequestState.lapsed: "未处理即失效",
}

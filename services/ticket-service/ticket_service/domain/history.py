"""The ticket's history, as the case page shows it: who did what and when, without anybody's personal data."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ticket_service.domain.order import Word
from ticket_service.domain.ticket import Ticket


class Act(Word):
    """What can happen to a ticket."""

    received = "received", "收到热线转办"
    amended = "amended", "热线变更工单内容"
    urged = "urged", "热线催单"
    cancelled = "cancelled", "热线撤单"
    overtaken = "overtaken", "热线消息迟到，未改变办件"
    assigned = "assigned", "改派承办单位"
    contact_tried = "contact_tried", "联系市民"
    contacted = "contacted", "完成先行联系"
    report_filed = "report_filed", "填写办结报告"
    signed_off = "signed_off", "签发办结报告，办结"
    report_delivered = "report_delivered", "热线已收到办结报告"
    report_failed = "report_failed", "办结报告多次报送未成功"
    file_uploaded = "file_uploaded", "热线已收到办结报告文件"
    file_failed = "file_failed", "办结报告文件多次报送未成功"
    file_differs = "file_differs", "热线收到的办结报告文件与所报不符"
    marks_cleared = "marks_cleared", "保密员审查通过办结报告"
    report_sent_again = "report_sent_again", "重新报送办结报告"
    other = "other", "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One act, and the ticket as it is after it."""

    act: Act
    ticket: Ticket
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the history; `actor` is a name of staff or of a machine."""

    id: UUID
    ticket_id: UUID
    at: datetime
    actor: str
    act: Act
    note: str = ""

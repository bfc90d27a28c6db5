"""What the ticket service's doors say about an order: every field of the hotline, as its reader may see it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from ticket_service.ticket.values.case_log import MatterKind
from ticket_service.ticket.values.options import Customer, HandlingRole, IdKind, ServiceKind, Sex, Way
from ticket_service.ticket.values.order import OrderKind, Priority, Source


class View(BaseModel):
    """Reads the domain's values as they are."""

    model_config = ConfigDict(from_attributes=True)


class CitizenView(View):
    """市民; masked for those who do not handle the matter. What is masked for the unit too, it reads by …/unmasking."""

    name: str | None = Field(description="姓名; only an unmasking shows it of one who wants to stay unknown")
    phone: str | None = Field(description="来电号码")
    mobile: str | None = Field(description="移动电话")
    sex: str | None = Field(description=f"性别, as said: {Sex.codes()}")
    id_kind: str | None = Field(description=f"证件类型, as said: {IdKind.codes()}")
    id_no: str | None = Field(description="证件号码; only an unmasking shows it")
    email: str | None = Field(description="电子邮件; only an unmasking shows it")
    district: str | None = Field(description="所在区")
    address: str | None = Field(description="联系地址; only an unmasking shows it")
    anonymous: bool = Field(description="是否匿名; with a number he can be called all the same")
    confidential: bool = Field(description="是否保密 (or 公开)")


class ReportedView(View):
    """被举报单位."""

    name: str = Field(description="被举报单位名称")
    address: str = Field(description="被举报单位地址")


class AttachmentView(View):
    """附件: a file of the citizen, kept by the hotline."""

    name: str
    url: str | None


class HandingView(View):
    """How the hotline handed the order over."""

    original_no: str | None = Field(description="原编号")
    repeated: bool = Field(description="是否重复")
    repeats: list[str] = Field(description="重复工单号")
    by_leader: bool = Field(description="领导指派")
    role: str | None = Field(description=f"主办 or 协办, as said: {HandlingRole.codes()}")
    way: str | None = Field(description=f"自办 or 转办, as said: {Way.codes()}")
    customer: str | None = Field(description=f"客户类型, as said: {Customer.codes()}")
    service: str | None = Field(description=f"服务类型, as said: {ServiceKind.codes()}")


class TimesView(View):
    """The hotline's own times; our clocks count from `dispatched_at` alone."""

    called_at: datetime | None = Field(description="来电日期")
    registered_at: datetime | None = Field(description="登记")
    signed_at: datetime | None = Field(description="签收")
    answer_by: datetime | None = Field(description="应反")
    finish_by: datetime | None = Field(description="办结时限")
    promised_by: datetime | None = Field(description="延期承诺")
    answered_at: datetime | None = Field(description="反馈")
    returned_at: datetime | None = Field(description="退回")
    review_by: datetime | None = Field(description="回访复核应反")


class OrderView(View):
    """工单 as the hotline last described it."""

    order_no: str = Field(description="工单编号")
    source: str = Field(description=f"工单来源, as said: {Source.codes()}")
    kind: str = Field(description=f"工单类型, as said: {OrderKind.codes()}")
    priority: str = Field(description=f"优先, as said: {Priority.codes()}")
    dispatched_at: datetime = Field(description="派件时间")
    category: list[str] = Field(description="分类")
    district: str
    title: str
    content: str = Field(description="内容描述")
    letter: str = Field(description="市民原信内容")
    place: str = Field(description="诉求地址")
    citizen: CitizenView
    reported: ReportedView | None
    attachments: list[AttachmentView]
    matter: str | None = Field(description=f"What the hotline takes the matter for, as said: {MatterKind.codes()}")
    handing: HandingView | None
    times: TimesView | None

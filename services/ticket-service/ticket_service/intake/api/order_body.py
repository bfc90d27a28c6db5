"""An order (工单) as the hotline's JSON describes it, field by field, and how it becomes one of ours.

Only what was there from the beginning is demanded. Everything else may be left out or empty, and an option that no list
knows is kept as it was said: nothing that the hotline adds may cost a citizen his term.
"""

import re
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from gongkai.fields.moments import Moment
from gongkai.fields.text import Line, Prose
from ticket_service.ticket.values.case_log import MatterKind
from ticket_service.ticket.values.options import Confidentiality, Customer, HandlingRole, IdKind, ServiceKind, Sex, Way
from ticket_service.ticket.values.order import (
    Citizen,
    Handing,
    HotlineTimes,
    Order,
    OrderAttachment,
    OrderKind,
    Priority,
    Reported,
    Source,
)

DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
YES: Final = frozenset(("是", "1", "true", "yes", "y"))
NO: Final = frozenset(("否", "0", "false", "no", "n", ""))


def _word(said: Any) -> Any:
    """Option lists may be numbers in the hotline's software."""
    return str(said) if type(said) is int else said


def _truth(said: Any) -> Any:
    """是 and 否, 1 and 0 are as good as true and false."""
    if said is True or said is False:
        return said
    if not isinstance(said, str | int):
        return said
    word = str(said).strip().lower()
    return (word in YES) if word in YES or word in NO else said


def _time(said: Any) -> Any:
    """An empty time is none; of a time that is only shown the day will do."""
    if not isinstance(said, str):
        return said or None
    told = said.strip()
    return f"{told}T00:00" if DAY.fullmatch(told) else told or None


Option = Annotated[str, Line(40), BeforeValidator(_word, json_schema_input_type=str | int)]
Said = Annotated[str, Line(40, least=0), BeforeValidator(_word, json_schema_input_type=str | int)]
Truth = Annotated[bool, BeforeValidator(_truth, json_schema_input_type=bool | str | int)]
Time = Annotated[
    Annotated[Moment, Field(strict=False)] | None,
    BeforeValidator(_time, json_schema_input_type=datetime | Literal[""] | None),
]
Words = Annotated[str, Line(200, least=0)]
OrderNo = Annotated[str, Line(64)]


class Given(BaseModel):
    """Fields that we do not know are passed over: they stay in the raw message, which is kept."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True, hide_input_in_errors=True)


class SaidCitizen(Given):
    """市民。 Anonymous: no name is asked for; with a number he can be called all the same."""

    name: Annotated[str, Line(100, least=0)] | None = Field(None, description="姓名")
    phone: Annotated[str, Line(40, least=0)] | None = Field(None, description="来电号码")
    mobile: Annotated[str, Line(40, least=0)] | None = Field(None, description="移动电话")
    sex: Said | None = Field(None, description=f"性别: {Sex.codes()}")
    id_kind: Said | None = Field(None, description=f"证件类型: {IdKind.codes()}")
    id_no: Annotated[str, Line(60, least=0)] | None = Field(None, description="证件号码")
    email: Words | None = Field(None, description="电子邮件")
    district: Said | None = Field(None, description="所在区")
    address: Words | None = Field(None, description="联系地址")
    anonymous: Truth = Field(False, description="是否匿名")
    confidential: Truth = Field(False, description="是否保密")
    disclosure: Said | None = Field(
        None, description=f"Another way to say whether it is confidential: {Confidentiality.codes()}"
    )

    def citizen(self) -> Citizen:
        """The citizen as the domain knows him; an empty field is one that was not filled in."""
        disclosure = Confidentiality.of(self.disclosure) if self.disclosure else None
        return Citizen(
            name=self.name or None,
            phone=self.phone or None,
            mobile=self.mobile or None,
            sex=self.sex or None,
            id_kind=self.id_kind or None,
            id_no=self.id_no or None,
            email=self.email or None,
            district=self.district or None,
            address=self.address or None,
            anonymous=self.anonymous,
            confidential=self.confidential or disclosure is Confidentiality.confidential,
        )


class SaidReported(Given):
    """被举报单位。"""

    name: Words = Field("", description="被举报单位名称")
    address: Words = Field("", description="被举报单位地址")

    def reported(self) -> Reported:
        """The same as the domain knows it."""
        return Reported(name=self.name, address=self.address)


class SaidAttachment(Given):
    """附件, kept by the hotline."""

    name: Annotated[str, Line(200)]
    url: Annotated[str, Line(2000)] | None = None


class SaidTimes(Given):
    """The hotline's own times; they are shown, our clocks count from `dispatched_at` alone."""

    called_at: Time = Field(None, description="来电日期")
    registered_at: Time = Field(None, description="登记")
    signed_at: Time = Field(None, description="签收")
    answer_by: Time = Field(None, description="应反: the limit that the hotline gave the unit")
    finish_by: Time = Field(None, description="办结时限")
    promised_by: Time = Field(None, description="延期承诺")
    answered_at: Time = Field(None, description="反馈")
    returned_at: Time = Field(None, description="退回")
    review_by: Time = Field(None, description="回访复核应反")


class OrderNamed(Given):
    """Only the number counts."""

    order_no: OrderNo = Field(description="工单编号")


class OrderGiven(OrderNamed):
    """工单, whole."""

    source: Option = Field(description=f"工单来源: {Source.codes()}")
    kind: Option = Field(description=f"工单类型: {OrderKind.codes()}")
    priority: Option = Field(description=f"优先: {Priority.codes()}")
    dispatched_at: Moment = Field(description="派件时间: the clocks count from it")
    category: list[Annotated[str, Line(60)]] = Field(max_length=8, description="分类, from the widest level down")
    district: Annotated[str, Line(40, least=0)] = Field(description="Name or GB/T 2260 code")
    title: Annotated[str, Line(300)]
    content: Annotated[str, Prose(20_000)] = Field(description="内容描述")
    letter: Annotated[str, Prose(20_000, least=0)] = Field("", description="市民原信内容: the citizen's own words")
    place: Words = Field("", description="诉求地址: where it happened")
    citizen: SaidCitizen = SaidCitizen()
    reported: SaidReported | None = None
    attachments: list[SaidAttachment] = Field(default=[], max_length=50)
    matter: Said | None = Field(
        None, description=f"What the matter is, if the hotline has found it out: {MatterKind.codes()}"
    )
    original_no: Annotated[str, Line(64, least=0)] | None = Field(None, description="原编号")
    repeated: Truth = Field(False, description="是否重复")
    repeats: list[OrderNo] = Field(default=[], max_length=50, description="重复工单号")
    by_leader: Truth = Field(False, description="领导指派")
    role: Said | None = Field(None, description=f"主办 or 协办: {HandlingRole.codes()}")
    way: Said | None = Field(None, description=f"自办 or 转办: {Way.codes()}")
    customer: Said | None = Field(None, description=f"客户类型: {Customer.codes()}")
    service: Said | None = Field(None, description=f"服务类型: {ServiceKind.codes()}")
    times: SaidTimes | None = None

    def order(self) -> Order:
        """The order as the domain knows it."""
        return Order(
            order_no=self.order_no,
            source=self.source,
            kind=self.kind,
            priority=self.priority,
            dispatched_at=self.dispatched_at,
            category=tuple(self.category),
            district=self.district,
            title=self.title,
            content=self.content,
            letter=self.letter,
            place=self.place,
            citizen=self.citizen.citizen(),
            reported=self.reported.reported() if self.reported else None,
            attachments=tuple(OrderAttachment(name=one.name, url=one.url) for one in self.attachments),
            matter=self.matter or None,
            handing=self._handing() if not HANDING.isdisjoint(self.model_fields_set) else None,
            times=HotlineTimes(**self.times.model_dump()) if self.times else None,
        )

    def _handing(self) -> Handing:
        return Handing(
            original_no=self.original_no or None,
            repeated=self.repeated or bool(self.repeats),
            repeats=tuple(self.repeats),
            by_leader=self.by_leader,
            role=self.role or None,
            way=self.way or None,
            customer=self.customer or None,
            service=self.service or None,
        )


HANDING: Final = {"original_no", "repeated", "repeats", "by_leader", "role", "way", "customer", "service"}

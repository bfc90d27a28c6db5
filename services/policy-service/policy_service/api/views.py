"""What the policy door takes and gives."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gongkai.web.body import Body
from gongkai.web.text import Line, Prose
from policy_service.domain.draft import BUREAU, Disclosure, Draft
from policy_service.domain.kinds import Kind
from policy_service.domain.policy import PolicyState

LONGEST_BODY = 100_000


class WrittenPolicy(Body):
    """What a unit writes down of a policy."""

    title: Annotated[str, Line(200)]
    document_no: Annotated[str, Line(40)] = Field(description="发文字号, brackets of any form: 沪市监办发〔2024〕326号")
    formed_on: date = Field(description="成文日期")
    disclosure: Disclosure = Field(description="公开属性")
    body: Annotated[str, Prose(LONGEST_BODY)] = Field(description="Markdown, or plain text with blank lines")
    issuing_unit: Annotated[str, Line(100)] = BUREAU
    index_no: Annotated[str, Line(60, least=0)] = Field("", description="索引号")
    kind: Kind | None = Field(None, description="公文种类; taken from the end of the title if left out")

    def draft(self) -> Draft:
        return Draft(**self.model_dump())


class Withdrawal(Body):
    """Why a policy is taken back."""

    reason: Annotated[str, Prose(500)]


class _Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PolicyLineView(_Shown):
    """A policy in a list."""

    id: UUID
    title: str
    document_no: str
    kind: Kind
    drafting_unit: str = Field(description="Code of the unit that drafted it and answers questions about it")
    formed_on: date
    published_at: datetime | None


class PolicyView(PolicyLineView):
    """A public policy."""

    index_no: str
    issuing_unit: str
    disclosure: Disclosure
    state: PolicyState
    body: str = Field(description="As written")
    html: str = Field(description="Sanitised")
    version: int


class PolicyRecord(PolicyView):
    """A policy as its unit sees it, with the hands it went through."""

    digest: str = Field(description="SHA-256 of title, number and body as they are now")
    signed_digest: str | None = Field(description="The digest the reviewer signed")
    drafted_by: tuple[str, ...] = Field(description="Ids of everybody who wrote on it")
    drafted_at: datetime
    reviewed_by: str | None
    reviewed_at: datetime | None
    published_by: str | None
    withdrawn_at: datetime | None
    withdrawal_reason: str

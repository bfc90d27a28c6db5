"""What the policy door gives."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from policy_service.domain.draft import Disclosure
from policy_service.domain.kinds import Kind
from policy_service.domain.policy import PolicyState


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
    withdrawn_by: str | None
    withdrawal_reason: str
    names: dict[str, str] = Field(description="How the people behind the ids are called")

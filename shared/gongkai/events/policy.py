"""Facts the policy service publishes; a field may be added, never renamed or removed."""

from datetime import date, datetime
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from gongkai.events.envelope import Event


class ClauseFact(BaseModel):
    """A heading of the policy's public words that a question or an answer can point to."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Anchor on the policy's page: clause-7")
    title: str


class PolicyEvent(Event):
    """What every fact about a policy says."""

    title: str
    document_no: str


class PolicyPublished(PolicyEvent):
    """The policy is public together with its interpretation; its message board opens."""

    type: ClassVar[str] = "gongkai.policy.published.v1"

    drafting_unit: str
    formed_on: date
    published_at: datetime
    public_path: str
    edition: int = 1
    clauses: tuple[ClauseFact, ...] = ()
    interpretation_forms: tuple[str, ...] = Field(default=(), description="text | picture | video | …, one per item")


class PolicyAmended(PolicyEvent):
    """A later edition of a public policy took the place of the one before; the message board goes on under it."""

    type: ClassVar[str] = "gongkai.policy.amended.v1"

    drafting_unit: str
    published_at: datetime
    public_path: str
    edition: int
    clauses: tuple[ClauseFact, ...] = ()
    interpretation_forms: tuple[str, ...] = ()


class PolicyWithdrawn(PolicyEvent):
    """The policy is no longer public; its message board closes."""

    type: ClassVar[str] = "gongkai.policy.withdrawn.v1"

    withdrawn_at: datetime
    emergency: bool = Field(default=False, description="Something private or classified had slipped out")


class ValidityChanged(PolicyEvent):
    """The policy came into force, expired, or was repealed in whole or in part (有效性); it stays readable."""

    type: ClassVar[str] = "gongkai.policy.validity-changed.v1"

    validity: str = Field(description="upcoming | in_force | partly_repealed | amended | expired | repealed")
    since: date


class PublicationHeldBack(PolicyEvent):
    """A scheduled publication did not pass the gate at its time; somebody has to mend the policy."""

    type: ClassVar[str] = "gongkai.policy.publication-held-back.v1"

    planned_for: datetime
    codes: tuple[str, ...] = Field(description="Codes of the points that held it back")


class ReviewRulesAmended(Event):
    """The office amended what every text is examined by before it goes public (§10). Each service keeps a copy."""

    type: ClassVar[str] = "gongkai.policy.review-rules-amended.v1"

    kind: str = Field(description="words | open_matters")
    edition: int
    toml: str = Field(description="The whole list as edited; it holds words and public matters, no person's data")

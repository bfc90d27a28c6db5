"""Facts the policy service publishes; a field may be added, never renamed or removed."""

from datetime import date, datetime
from typing import ClassVar

from gongkai.events.envelope import Event


class PolicyEvent(Event):
    """What every fact about a policy says."""

    title: str
    document_no: str


class PolicyPublished(PolicyEvent):
    """The policy is public; its message board opens."""

    type: ClassVar[str] = "gongkai.policy.published.v1"

    drafting_unit: str
    formed_on: date
    published_at: datetime
    public_path: str


class PolicyWithdrawn(PolicyEvent):
    """The policy is no longer public; its message board closes."""

    type: ClassVar[str] = "gongkai.policy.withdrawn.v1"

    withdrawn_at: datetime

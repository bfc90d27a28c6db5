"""What an act makes of a policy: one value, decided by a domain function and written by `record`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gongkai.events.policy import PolicyEvent
from policy_service.policy.domain.edition import Edition
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.planned_act import TimedAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.validity import ValidityEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidityTurn:
    """The last edition as its validity has turned, and since when, for which reason."""

    edition: Edition
    entry: ValidityEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEdition:
    """A new edition, the one whose place it takes, and the line of history if the validity is another now."""

    edition: Edition
    before: Edition | None = None
    entry: ValidityEntry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """The policy after an act, not saved yet, and all that follows from the act.

    `note` are the ids, digests, states and days of the audit's line; `None`: the act has no line of its own. Plans
    that are `called_off` go before those that are `planned` come. `event` is made of the policy as saved.
    """

    policy: Policy
    act: PolicyAct
    note: Mapping[str, Any] | None = None
    called_off: tuple[TimedAct, ...] = ()
    planned: tuple[tuple[TimedAct, datetime], ...] = ()
    new_edition: NewEdition | None = None
    turn: ValidityTurn | None = None
    event: Callable[[Policy], PolicyEvent] | None = None


def event_fields(policy: Policy, title: str, document_no: str) -> dict[str, Any]:
    """The particulars common to all events of a policy; title and number as the gate masked them."""
    return {
        "aggregate_id": policy.id,
        "version": policy.version,
        "ref": document_no,
        "unit": policy.drafting_unit,
        "desk_path": f"/desk/policies/{policy.id}",
        "title": title,
        "document_no": document_no,
    }

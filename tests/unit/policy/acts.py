"""Acts on a policy, one after another: each gives the policy afterwards, and the gate lets every word pass."""

from datetime import datetime
from uuid import UUID

from gongkai.actor import Actor
from gongkai.privacy.masking import MaskedText
from policy_service.drafting import domain as drafting
from policy_service.policy.domain import dossier
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.draft import Draft
from policy_service.policy.domain.edition import LastEdition
from policy_service.policy.domain.interpretation import Interpretation
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.validity import ValidityAct
from policy_service.publication.domain import release
from policy_service.publication.domain.gate import Gate
from policy_service.publication.domain.pieces import pieces


def open_gate(policy: Policy) -> Gate:
    """A gate that has seen every word and masks none."""
    return Gate(renditions={piece.pointer: MaskedText(piece.text, ()) for piece in pieces(policy, {})})


def last_edition(policy: Policy) -> LastEdition | None:
    """What was published last of a policy; of no policy here it was another dossier."""
    if not policy.edition or policy.published_at is None:
        return None
    return LastEdition(release.edition_of(policy, open_gate(policy)), policy)


def revise(policy: Policy, words: Draft, *, by: Actor, at: datetime) -> Policy:
    return drafting.revise(policy, words, by=by, at=at).policy


def review(policy: Policy, *, by: Actor, at: datetime) -> Policy:
    return drafting.review(policy, by=by, at=at).policy


def drop_amendment(policy: Policy, original: Policy, *, by: Actor) -> Policy:
    return drafting.drop_amendment(policy, last_edition(original), by=by).policy


def publish(policy: Policy, *, by: Actor, at: datetime) -> Policy:
    return release.publish(policy, open_gate(policy), last_edition(policy), by=by, at=at).policy


def schedule(policy: Policy, publish_at: datetime, *, by: Actor, at: datetime) -> Policy:
    return release.schedule(policy, publish_at, by=by, at=at).policy


def publish_as_scheduled(policy: Policy, at: datetime) -> Policy:
    return release.publish_as_scheduled(policy, open_gate(policy), last_edition(policy), at).policy


def unschedule(policy: Policy, *, by: Actor) -> Policy:
    return release.unschedule(policy, by=by).policy


def withdraw(policy: Policy, reason: str, *, by: Actor, at: datetime) -> Policy:
    return release.withdraw(policy, last_edition(policy), reason, by=by, at=at).policy


def repeal(policy: Policy, decision: ValidityAct, *, by: Actor, at: datetime) -> Policy:
    return release.repeal(policy, last_edition(policy), decision, by=by, at=at).policy


def attach(policy: Policy, file: Attachment, *, by: Actor, at: datetime, in_place_of: UUID | None = None) -> Policy:
    return dossier.attach(policy, file, by=by, at=at, in_place_of=in_place_of).policy


def detach(policy: Policy, file_id: UUID, *, by: Actor, at: datetime) -> Policy:
    return dossier.detach(policy, file_id, by=by, at=at).policy


def interpret(policy: Policy, interpretation: Interpretation, *, by: Actor, at: datetime) -> Policy:
    return dossier.interpret(policy, interpretation, by=by, at=at).policy


def leave_out(policy: Policy, interpretation_id: UUID, *, by: Actor, at: datetime) -> Policy:
    return dossier.leave_out(policy, interpretation_id, by=by, at=at).policy

"""A dossier in the words that the public would read, whether or not it may go out yet."""

from dataclasses import replace

from policy_service.policy.domain.policy import Policy
from policy_service.publication.domain.gate import Gate
from policy_service.publication.domain.masking import Masking


def as_public(policy: Policy, gate: Gate) -> Policy:
    """With private data masked as `Edition.of` would do it; its files are the ones that were put to it."""
    masking = Masking(gate.renditions)
    return replace(
        policy,
        **masking.words(policy),
        attachments=masking.attachments("/attachments", policy.attachments),
        interpretations=masking.interpretations(policy),
    )

"""What every fact about a policy tells: which one it is, in words that may leave the house."""

from typing import Any

from policy_service.policy.domain.policy import Policy


def told(policy: Policy, title: str, document_no: str) -> dict[str, Any]:
    """The particulars common to all facts; title and number as the gate masked them."""
    return {
        "aggregate_id": policy.id,
        "version": policy.version,
        "ref": document_no,
        "unit": policy.drafting_unit,
        "desk_path": f"/desk/policies/{policy.id}",
        "title": title,
        "document_no": document_no,
    }

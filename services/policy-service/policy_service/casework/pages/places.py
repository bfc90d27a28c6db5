"""Where at the desk the points of the gate are mended: from their JSON pointers to pages and fields."""

from typing import Any

from gongkai.refusals import Point
from policy_service.drafting.pages import LABELS
from policy_service.interpretation.pages import anchor_of, field_labels
from policy_service.policy.domain.policy import Policy
from policy_service.publication.domain.gate import Gate
from policy_service.publication.domain.pieces import name_of


def checks(gate: Gate, policy: Policy, here: str, may_revise: bool) -> list[dict[str, Any]]:
    """What blocks, with the way to its field for people who may edit."""
    mend = {id(point) for point in gate.to_mend}
    return [
        _entry(point, "missing" if id(point) in mend else "waiting", policy, here if may_revise else "")
        for point in gate.points
    ]


def cautions(gate: Gate, policy: Policy, here: str, may_revise: bool) -> list[dict[str, Any]]:
    """The cautions, with the way to their fields for people who may edit."""
    return [_entry(point, "caution", policy, here if may_revise else "") for point in gate.cautions]


def place_of(pointer: str, policy: Policy, here: str) -> str:
    """The page and field of a JSON pointer."""
    head, *rest = pointer.lstrip("/").split("/")
    if head == "attachments":
        return f"{here}/attachments" + (f"#file-{rest[0]}" if rest else "#upload")
    if head != "interpretations":
        return f"{here}/words#f-{head}"
    if not rest or not rest[0].isdecimal() or int(rest[0]) >= len(policy.interpretations):
        return f"{here}/interpretations/new?form=text"
    return f"{here}/interpretations/{policy.interpretations[int(rest[0])].id}#{anchor_of(rest[1:])}"


def label_of(pointer: str, policy: Policy) -> str:
    """A pointer's part of the dossier, in a few words."""
    head, *rest = pointer.lstrip("/").split("/")
    at = int(rest[0]) if rest and rest[0].isdecimal() else -1
    if head == "attachments":
        return f"附件{at + 1}"
    if head != "interpretations":
        return LABELS.get(head, "文稿")
    if not 0 <= at < len(policy.interpretations):
        return "解读"
    part = rest[2] if rest[1:2] == ["elements"] else rest[1] if rest[1:] else ""
    words = field_labels().get(part, "")
    return name_of(at, policy.interpretations[at]) + (f"：{words}" if words else "")


def _entry(point: Point, state: str, policy: Policy, here: str) -> dict[str, Any]:
    entry = {"state": state, "what": label_of(point.pointer, policy), "why": point.detail}
    if here:
        entry |= {"href": place_of(point.pointer, policy, here), "action": "去核对" if state == "caution" else "去修改"}
    return entry

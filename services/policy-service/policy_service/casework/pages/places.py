"""Where at the desk one mends what the gate has found: from its JSON pointers to pages and their fields."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gongkai.refusals import Point
from policy_service.casework.pages.acts import to_mend
from policy_service.casework.pages.sheet import LABELS
from policy_service.interpretation.pages.interpretation_sheet import labels
from policy_service.policy.domain.policy import Policy
from policy_service.publication.domain.gate import Gate
from policy_service.publication.domain.pieces import name_of


def checks(gate: Gate, policy: Policy, here: str, may_revise: bool) -> list[dict[str, Any]]:
    """What blocks, with the way to where it is mended for whoever may do so."""
    mend = {id(point) for point in to_mend(gate)}
    return [
        _entry(point, "missing" if id(point) in mend else "waiting", policy, here if may_revise else "")
        for point in gate.points
    ]


def cautions(gate: Gate, policy: Policy, here: str, may_revise: bool) -> list[dict[str, Any]]:
    """What is to be looked at."""
    return [_entry(point, "caution", policy, here if may_revise else "") for point in gate.cautions]


def of_part(gate: Gate, prefix: str) -> Iterator[Point]:
    """The points and cautions about one part, their pointers beginning at it."""
    for point in (*gate.points, *gate.cautions):
        if point.pointer == prefix or point.pointer.startswith(f"{prefix}/"):
            yield Point(point.pointer.removeprefix(prefix), point.code, point.detail)


def place_of(pointer: str, policy: Policy, here: str) -> str:
    """The page and field where one mends it."""
    head, *rest = pointer.lstrip("/").split("/")
    if head == "attachments":
        return f"{here}/attachments" + (f"#file-{rest[0]}" if rest else "#upload")
    if head != "interpretations":
        return f"{here}/words#f-{head}"
    if not rest or not rest[0].isdecimal() or int(rest[0]) >= len(policy.interpretations):
        return f"{here}/interpretations/new?form=text"
    return f"{here}/interpretations/{policy.interpretations[int(rest[0])].id}#{anchor(rest[1:])}"


def called(pointer: str, policy: Policy) -> str:
    """In a few words, what it is about."""
    head, *rest = pointer.lstrip("/").split("/")
    at = int(rest[0]) if rest and rest[0].isdecimal() else -1
    if head == "attachments":
        return f"附件{at + 1}"
    if head != "interpretations":
        return LABELS.get(head, "文稿")
    if not 0 <= at < len(policy.interpretations):
        return "解读"
    part = rest[2] if rest[1:2] == ["elements"] else rest[1] if rest[1:] else ""
    words = labels().get(part, "")
    return name_of(at, policy.interpretations[at]) + (f"：{words}" if words else "")


def anchor(steps: Sequence[str]) -> str:
    """The field of an interpretation's sheet."""
    if not steps or steps[0] == "unit":
        return "sheet"
    if steps[0] == "files":
        return "files"
    if steps[0] == "elements" and len(steps) > 1:
        return f"f-{steps[1]}_waived" if steps[2:] == ["waived"] else f"f-{steps[1]}"
    return f"f-{steps[0]}"


def on_form(points: Iterable[Point], lists: Iterable[str] = ()) -> dict[str, str]:
    """Points as errors of a form on which each of the `lists` is one field, one entry a line."""
    told: dict[str, str] = {}
    for point in points:
        head, *rest = point.pointer.lstrip("/").split("/")
        words = point.detail or point.code
        if head in lists and rest and rest[0].isdecimal():
            words = f"第{int(rest[0]) + 1}项：{words}"
        name = head if head in lists else ".".join((head, *rest))
        told[name] = f"{told[name]} {words}" if name in told else words
    return told


def _entry(point: Point, state: str, policy: Policy, here: str) -> dict[str, Any]:
    entry = {"state": state, "what": called(point.pointer, policy), "why": point.detail}
    if here:
        entry |= {"href": place_of(point.pointer, policy, here), "action": "去核对" if state == "caution" else "去修改"}
    return entry

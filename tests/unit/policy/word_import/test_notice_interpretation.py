"""The bureau's own words on its notice: complete, in everyday language, and nothing that the notice does not say."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from gongkai.actor import Actor
from gongkai.privacy.gate import ReviewRules
from policy_service.policy.domain.interpretation import Element, ElementAnswer, Form, Interpretation
from policy_service.policy.domain.policy import Policy
from policy_service.publication.domain.gate import Gate, needs_interpretation, publication_gate
from policy_service.word_import.domain.notice import NOTICE, draft_of_notice, words_on_notice

CLERK = Actor("a", "甲", "office")
AT = datetime(2024, 7, 8, 2, 0, tzinfo=UTC)
QUOTED = re.compile(r"[“《]([^”》]+)[”》]")
NUMBER = re.compile(r"[0-9]+(?=个工作日|次|月|日前|年)")


def words() -> Interpretation:
    read = words_on_notice()
    elements = {Element(name): ElementAnswer(**answer) for name, answer in read["elements"].items()}
    return Interpretation(
        id=UUID(int=2),
        form=Form(read["form"]),
        title=read["title"],
        body=read["body"],
        elements=elements,
        unit=CLERK.unit,
    ).checked()


@pytest.fixture
def gate() -> Gate:
    policy = replace(Policy.of(draft_of_notice(), id=UUID(int=1), by=CLERK, at=AT), interpretations=(words(),))
    assert needs_interpretation(policy)
    return publication_gate(policy, {}, ReviewRules.bundled(), frozenset(), date(2024, 7, 8))


def test_e3_the_notice_passes_the_gate_with_its_interpretation(gate: Gate) -> None:
    assert (gate.points, gate.held) == ((), ())
    assert not any(masked.findings for masked in gate.renditions.values())


def test_e3_no_element_copies_the_notice(gate: Gate) -> None:
    assert [point for point in gate.cautions if point.code == "element-copies"] == []


def test_e3_every_element_is_said_or_waived_with_its_reason() -> None:
    elements = words().elements
    assert tuple(elements) == tuple(Element)
    waived = [element for element, answer in elements.items() if answer.waived]
    assert waived == [Element.changes, Element.benefits, Element.conditions]


def test_e3_whatever_it_quotes_and_counts_stands_in_the_notice() -> None:
    notice = "".join(NOTICE.read_text("utf-8").split())
    told = "".join((words().title, *(answer.text + answer.waived for answer in words().elements.values())))
    assert [quoted for quoted in QUOTED.findall(told) if quoted not in notice] == []
    assert [number for number in NUMBER.findall(told) if number not in NUMBER.findall(notice)] == []
    for limit in ("5个工作日", "3个工作日", "1个工作日", "15个工作日", "10个工作日", "7月15日前"):
        assert limit in told
        assert limit in notice

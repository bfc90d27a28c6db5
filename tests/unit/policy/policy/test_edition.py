"""Editions: only through the gate, only in words that the gate has seen, and what they still have before them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from gongkai.actor import Actor
from gongkai.privacy.masking import MaskedText
from gongkai.refusals import Point
from policy_service.policy.domain.draft import Disclosure, Draft
from policy_service.policy.domain.interpretation import Form, Interpretation
from policy_service.policy.domain.planned_act import TimedAct, upcoming_acts
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.validity import ActKind, Validity, ValidityAct
from policy_service.publication.domain.gate import Gate, PublicationRefused
from policy_service.publication.domain.release import edition_of
from tests.unit.policy.acts import publish, review

AT = datetime(2024, 7, 8, 2, 0, tzinfo=UTC)
PEOPLE = [Actor(id, id, "food") for id in "abc"]
SEEN = ("title", "document_no", "issuing_unit", "body", "keywords/0")


def policy(**changed: object) -> Policy:
    draft = Draft(
        title="关于延续的通知",
        document_no="沪市监食经〔2024〕12号",
        formed_on=date(2024, 7, 8),
        disclosure=Disclosure.active,
        body="一、期限\n\n可以延续。",
        keywords=("延续",),
    )
    written = Policy.of(replace(draft, **changed), id=UUID(int=1), by=PEOPLE[0], at=AT)  # type: ignore[arg-type]
    return publish(review(written, by=PEOPLE[1], at=AT), by=PEOPLE[2], at=AT)


def gate(points: tuple[Point, ...] = (), **other: str) -> Gate:
    texts: Mapping[str, str] = {name: f"公开的{name}" for name in SEEN} | other
    return Gate(points=points, renditions={f"/{name}": MaskedText(text, ()) for name, text in texts.items()})


def test_e3_without_a_passed_gate_there_is_no_edition() -> None:
    missing = (Point("/a", "missing"), Point("/b", "missing"))
    with pytest.raises(PublicationRefused) as refused:
        edition_of(policy(), gate(points=missing))
    assert refused.value.points == missing


def test_e5_every_public_word_comes_from_the_gate() -> None:
    edition = edition_of(policy(), gate())
    assert (edition.title, edition.keywords) == ("公开的title", ("公开的keywords/0",))
    assert edition.html == "<p>公开的body</p>\n"
    assert "可以延续" not in edition.public_json().decode()


@pytest.mark.parametrize("unseen", [{"subject_class": "食品"}, {"co_issuers": ("市商务委",)}, {"audiences": ("x",)}])
def test_e5_a_word_that_the_gate_has_not_seen_does_not_go_out(unseen: dict[str, object]) -> None:
    with pytest.raises(KeyError):
        edition_of(policy(**unseen), gate())


def test_e5_nor_does_an_interpretation_that_it_has_not_seen() -> None:
    explained = replace(policy(), interpretations=(Interpretation(id=UUID(int=2), form=Form.press, title="发布"),))
    with pytest.raises(KeyError):
        edition_of(explained, gate())


def test_e1_an_edition_keeps_its_own_dates_while_the_next_one_is_prepared() -> None:
    public = policy(effective_on=date(2024, 8, 1))
    edition = edition_of(public, gate())
    assert edition.validity is Validity.upcoming
    amended = replace(public, effective_on=date(2030, 1, 1))
    assert edition.on(date(2024, 8, 1), amended).validity is Validity.in_force


def test_e1_changes_of_validity_are_planned_for_midnight_in_shanghai() -> None:
    public = policy(effective_on=date(2024, 8, 1), expires_on=date(2024, 12, 31))
    repealed = ValidityAct(act=ActKind.repeal, on=date(2024, 9, 1), reason="代替", by="c", at=AT)
    assert list(upcoming_acts(edition_of(public, gate()), (repealed,), AT)) == [
        (TimedAct.take_effect, datetime(2024, 7, 31, 16, tzinfo=UTC)),
        (TimedAct.expire, datetime(2024, 12, 31, 16, tzinfo=UTC)),
        (TimedAct.repeal, datetime(2024, 8, 31, 16, tzinfo=UTC)),
    ]


def test_e1_what_has_passed_is_not_planned_again() -> None:
    public = policy(effective_on=date(2024, 8, 1), expires_on=date(2024, 12, 31))
    later = datetime(2024, 12, 31, 16, tzinfo=UTC)
    edition = edition_of(public, gate())
    assert [act for act, _ in upcoming_acts(edition, (), later - timedelta(seconds=1))] == [TimedAct.expire]
    assert list(upcoming_acts(edition, (), later)) == []


def test_e1_the_last_day_of_the_calendar_is_no_fault() -> None:
    public = policy(effective_on=date.min, expires_on=date.max)
    assert list(upcoming_acts(edition_of(public, gate()), (), AT)) == []

"""Validity: by dates, by the office's acts, and what is only a hint."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import strategies as st

from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.validity import (
    VALIDITY_WORDS,
    ActKind,
    Validity,
    ValidityAct,
    suggested_expiry,
    validity_on,
)

AT = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def act(kind: ActKind, on: date) -> ValidityAct:
    return ValidityAct(act=kind, on=on, reason="清理", by="office", at=AT)


@pytest.mark.parametrize(
    ("day", "validity"),
    [
        (date(2024, 7, 31), Validity.upcoming),
        (date(2024, 8, 1), Validity.in_force),
        (date(2025, 1, 1), Validity.partly_repealed),
        (date(2026, 7, 31), Validity.partly_repealed),
        (date(2026, 8, 1), Validity.expired),
        (date(2027, 1, 1), Validity.repealed),
    ],
)
def test_e1_what_holds_on_a_day(day: date, validity: Validity) -> None:
    acts = [act(ActKind.partly_repeal, date(2025, 1, 1)), act(ActKind.repeal, date(2027, 1, 1))]
    assert validity_on(day, date(2024, 8, 1), date(2026, 7, 31), acts) is validity
    assert validity in VALIDITY_WORDS


@pytest.mark.parametrize(
    ("title", "kind", "effective_on", "until"),
    [
        ("关于甲的规定的通知", Kind.notice, date(2024, 8, 1), date(2029, 7, 31)),
        ("甲办法（试行）的通知", Kind.notice, date(2024, 8, 1), date(2026, 7, 31)),
        ("甲暂行办法的通知", Kind.notice, date(2024, 2, 29), date(2026, 2, 28)),
        ("关于甲的通告", Kind.public_notice, date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_e1_an_unsaid_end_is_suggested_as_a_hint(title: str, kind: Kind, effective_on: date, until: date) -> None:
    suggestion = suggested_expiry(title, kind, effective_on)
    assert suggestion is not None
    assert suggestion.expires_on == until
    assert "仅供参考" in suggestion.words
    assert suggested_expiry(title, kind, date.max) is None

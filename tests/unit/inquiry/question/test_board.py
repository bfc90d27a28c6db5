"""Boards, their clauses, and the matters of consultations."""

from dataclasses import replace

import pytest

from inquiry_service.question.domain.board import ClauseUnknown, PolicyClause, resolve_clauses
from inquiry_service.question.domain.matters import MatterUnknown
from inquiry_service.question.store.matters import matter_of, matters
from tests.unit.inquiry.makers import BOARD


def test_d1_clauses_are_named_as_the_policy_has_them() -> None:
    one, two = PolicyClause("clause-1", "一"), PolicyClause("clause-2", "二")
    board = replace(BOARD, clauses=(one, two))
    assert board.clause("clause-2") == two
    assert resolve_clauses(["clause-2", "clause-1"], board.clauses) == (one, two)
    with pytest.raises(ClauseUnknown) as refused:
        resolve_clauses(["x", "clause-1", "y"], board.clauses)
    assert [point.pointer for point in refused.value.points] == ["/clauses/0", "/clauses/2"]
    with pytest.raises(ClauseUnknown):
        board.clause("x")


def test_d2_every_matter_has_its_unit_and_whoever_does_not_know_gets_the_office() -> None:
    assert matter_of("").unit == "office"
    assert all(one.code == code and one.name and one.unit for code, one in matters().items())
    with pytest.raises(MatterUnknown) as refused:
        matter_of("nonsense")
    assert "nonsense" not in refused.value.detail

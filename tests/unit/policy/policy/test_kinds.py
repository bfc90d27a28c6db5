"""The kind of a document, told by its title."""

import pytest

from policy_service.policy.domain.kinds import KIND_WORDS, Kind, guess_kind


def test_e1_there_are_fifteen_kinds_each_with_its_word() -> None:
    assert len(Kind) == 15
    assert set(KIND_WORDS) == set(Kind)


@pytest.mark.parametrize("kind", list(Kind))
def test_e1_a_title_names_its_kind_at_its_end(kind: Kind) -> None:
    assert guess_kind(f"上海市市场监督管理局关于某事的{KIND_WORDS[kind]}") is kind
    assert guess_kind(f"关于某事的{KIND_WORDS[kind]}（试行）(2024年版) ") is kind


@pytest.mark.parametrize(
    ("title", "kind"), [("上海市人民政府令", Kind.order), ("食品经营许可管理办法", None), ("", None)]
)
def test_e1_an_order_is_written_short_and_some_titles_name_no_kind(title: str, kind: Kind | None) -> None:
    assert guess_kind(title) is kind

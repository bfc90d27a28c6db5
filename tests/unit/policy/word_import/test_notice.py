"""The notice, read as it stands on paper."""

from datetime import date
from pathlib import Path

import pytest

from policy_service.policy.domain.draft import Disclosure, DraftUnfit
from policy_service.policy.domain.kinds import Kind
from policy_service.word_import.domain import notice

TEXT = Path(notice.__file__).with_name("notice.txt").read_text("utf-8")


def test_e14_the_notice_comes_out_whole() -> None:
    draft = notice.read_notice(TEXT)
    assert draft.title == "上海市市场监督管理局关于推进2024年市场监管政务公开工作的通知"
    assert (draft.document_no, draft.kind) == ("沪市监办发〔2024〕326号", Kind.notice)
    assert (draft.formed_on, draft.disclosure) == (date(2024, 7, 8), Disclosure.active)
    assert draft.body.startswith("各区市场监管局")
    assert draft.body.endswith("（此件公开发布）")


@pytest.mark.parametrize("missing", ["沪市监办发〔2024〕326号", "2024年7月8日"])
def test_e14_a_text_without_number_or_date_is_no_document(missing: str) -> None:
    with pytest.raises(DraftUnfit):
        notice.read_notice(TEXT.replace(missing, ""))


@pytest.mark.parametrize("text", ["", "随便写的几句话。", "沪市监办发〔2024〕326号\n各区局：\n2024年7月8日"])
def test_e14_a_text_without_title_is_no_document(text: str) -> None:
    with pytest.raises(DraftUnfit):
        notice.read_notice(text)


def test_e14_a_date_that_does_not_exist_is_no_date() -> None:
    with pytest.raises(DraftUnfit):
        notice.read_notice(TEXT.replace("2024年7月8日", "2024年2月30日"))

"""A policy on its way: three people, one text."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from gongkai.actor import Actor
from gongkai.refusals import ChangedMeanwhile
from policy_service.domain.draft import Disclosure, Draft, DraftUnfit
from policy_service.domain.kinds import Kind
from policy_service.domain.policy import (
    AlreadyPublic,
    NotForPublication,
    NotPublic,
    NotReviewed,
    Policy,
    PolicyState,
    SelfApproval,
)

AT = datetime(2024, 7, 8, 2, 0, tzinfo=UTC)
WRITER, READER, OFFICE, OTHER = (Actor(id, name, "food") for id, name in zip("abcd", "甲乙丙丁", strict=True))
DRAFT = Draft(
    title=" 关于做好  延续工作的通知 ",
    document_no="沪市监食经（2024）12号",
    formed_on=date(2024, 7, 8),
    disclosure=Disclosure.active,
    body="各区局：\n\n可以延续。",
)

EDITS = [{"title": "关于别事的通知"}, {"document_no": "沪市监食经〔2024〕13号"}, {"body": "改。"}]


def drafted(**changed: object) -> Policy:
    return Policy.of(replace(DRAFT, **changed), id=UUID(int=1), by=WRITER, at=AT)  # type: ignore[arg-type]


def test_e1_a_draft_is_kept_in_its_normal_form() -> None:
    policy = drafted()
    assert (policy.title, policy.document_no, policy.kind) == (
        "关于做好 延续工作的通知",
        "沪市监食经〔2024〕12号",
        Kind.notice,
    )
    assert policy.drafting_unit == "food"
    assert policy.html == "<p>各区局：</p>\n<p>可以延续。</p>\n"


def test_e1_all_faults_of_a_draft_are_told_at_once() -> None:
    with pytest.raises(DraftUnfit) as refused:
        replace(DRAFT, title=" ", document_no="12号", body="  ").checked()
    assert [point.pointer for point in refused.value.points] == ["/title", "/body", "/document_no"]


def test_e1_a_body_marked_public_must_be_meant_for_the_public() -> None:
    marked = replace(DRAFT, body="可以。\n\n（此件公开发布）", disclosure=Disclosure.on_request)
    with pytest.raises(DraftUnfit) as refused:
        marked.checked()
    assert [point.code for point in refused.value.points] == ["mark-contradicts"]


def test_e2_three_people_bring_it_to_the_public() -> None:
    policy = drafted().review(by=READER, at=AT).publish(by=OFFICE, at=AT)
    assert policy.is_public
    assert (policy.drafted_by, policy.reviewed_by, policy.published_by) == (("a",), "b", "c")
    assert policy.names == {"a": "甲", "b": "乙", "c": "丙"}


def test_e2_nobody_signs_the_own_words() -> None:
    with pytest.raises(SelfApproval):
        drafted().review(by=WRITER, at=AT)
    reviewed = drafted().review(by=READER, at=AT)
    for person in (WRITER, READER):
        with pytest.raises(SelfApproval):
            reviewed.publish(by=person, at=AT)


def test_e2_whoever_touched_the_words_counts_as_a_drafter() -> None:
    policy = drafted().revise(replace(DRAFT, body="改。"), by=OTHER, at=AT)
    assert policy.drafters == ("甲", "丁")
    with pytest.raises(SelfApproval):
        policy.review(by=OTHER, at=AT)


@pytest.mark.parametrize(
    "changed", [{"title": "关于别事的通知"}, {"document_no": "沪市监食经〔2024〕13号"}, {"body": "改。"}]
)
def test_e2_any_edit_voids_the_review(changed: dict[str, str]) -> None:
    reviewed = drafted().review(by=READER, at=AT)
    edited = reviewed.revise(replace(DRAFT, **changed), by=WRITER, at=AT)  # type: ignore[arg-type]
    assert (edited.state, edited.reviewed_by, edited.signed_digest) == (PolicyState.draft, None, None)
    with pytest.raises(NotReviewed):
        edited.publish(by=OFFICE, at=AT)


@pytest.mark.parametrize(
    "changed", [{"title": "关于别事的通知"}, {"document_no": "沪市监食经〔2024〕13号"}, {"body": "改。"}]
)
def test_e2_words_changed_behind_the_reviewers_back_are_not_published(changed: dict[str, str]) -> None:
    tampered = replace(drafted().review(by=READER, at=AT), **changed)  # type: ignore[arg-type]
    with pytest.raises(NotReviewed):
        tampered.publish(by=OFFICE, at=AT)


def test_e2_only_what_is_for_the_public_is_published() -> None:
    with pytest.raises(NotForPublication):
        drafted(disclosure=Disclosure.withheld).review(by=READER, at=AT).publish(by=OFFICE, at=AT)


def test_e2_what_was_published_is_neither_rewritten_nor_published_again() -> None:
    public = drafted().review(by=READER, at=AT).publish(by=OFFICE, at=AT)
    for act in (
        lambda: public.revise(DRAFT, by=WRITER, at=AT),
        lambda: public.review(by=READER, at=AT),
        lambda: public.publish(by=OFFICE, at=AT),
    ):
        with pytest.raises(AlreadyPublic):
            act()


def test_e2_withdrawal_is_for_public_policies_and_keeps_its_reason() -> None:
    with pytest.raises(NotPublic):
        drafted().withdraw("误发", by=OFFICE, at=AT)
    gone = drafted().review(by=READER, at=AT).publish(by=OFFICE, at=AT).withdraw("误发", by=OFFICE, at=AT)
    assert (gone.state, gone.withdrawal_reason, gone.withdrawn_by) == (PolicyState.withdrawn, "误发", "c")
    with pytest.raises(NotPublic):
        gone.withdraw("误发", by=OFFICE, at=AT)


def test_e2_who_read_an_older_version_is_told() -> None:
    assert drafted().as_read(1) == drafted().as_read(None)
    with pytest.raises(ChangedMeanwhile):
        drafted().as_read(2)

"""A policy on its way: three people, one text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from gongkai.actor import Actor, Role
from gongkai.refusals import ChangedMeanwhile
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.draft import BodyFormat, Disclosure, Draft, DraftUnfit
from policy_service.policy.domain.interpretation import Form, Interpretation
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import (
    AlreadyPublic,
    AlreadyScheduled,
    AlreadyWithdrawn,
    NotPublic,
    NotReviewed,
    NotScheduled,
    PolicySelfApproval,
    PolicyState,
    PublishTimeUnfit,
)
from tests.unit.policy.acts import (
    attach,
    interpret,
    publish,
    publish_as_scheduled,
    review,
    revise,
    schedule,
    unschedule,
    withdraw,
)

AT = datetime(2024, 7, 8, 2, 0, tzinfo=UTC)
WRITER, READER, OTHER = (Actor(id, name, "food") for id, name in zip("abd", "甲乙丁", strict=True))
OFFICE = Actor("c", "丙", "food", frozenset({Role.office}))
DRAFT = Draft(
    title=" 关于做好  延续工作的通知 ",
    document_no="沪市监食经（2024）12号",
    formed_on=date(2024, 7, 8),
    disclosure=Disclosure.active,
    body="各区局：\n\n可以延续。",
)

FILE = Attachment(
    file_id=UUID(int=7), title="申请表", name="form.pdf", media_type="application/pdf", size=10, sha256="a" * 64
)
TEXT = Interpretation(id=UUID(int=8), form=Form.text, title="解读", unit="food")
EDITS: list[dict[str, object]] = [
    {"title": "关于别事的通知"},
    {"document_no": "沪市监食经〔2024〕13号"},
    {"body": "改。"},
    {"index_no": "AC-1"},
    {"formed_on": date(2024, 7, 9)},
    {"effective_on": date(2024, 8, 1)},
    {"expires_on": date(2026, 8, 1)},
    {"normative": True},
    {"co_issuers": ("上海市商务委员会",)},
    {"audiences": ("food_producer",)},
    {"keywords": ("延续",)},
    {"subject_class": "食品"},
    {"disclosure": Disclosure.withheld},
    {"interpretation_wanted": True},
]


def published(**changed: object) -> Policy:
    return publish(review(drafted(**changed), by=READER, at=AT), by=OFFICE, at=AT)


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
    policy = publish(review(drafted(), by=READER, at=AT), by=OFFICE, at=AT)
    assert policy.is_public
    assert (policy.drafted_by, policy.reviewed_by, policy.published_by) == (("a",), "b", "c")
    assert policy.names == {"a": "甲", "b": "乙", "c": "丙"}


def test_e2_nobody_signs_the_own_words() -> None:
    with pytest.raises(PolicySelfApproval):
        review(drafted(), by=WRITER, at=AT)
    reviewed = review(drafted(), by=READER, at=AT)
    for person in (WRITER, READER):
        with pytest.raises(PolicySelfApproval):
            publish(reviewed, by=person, at=AT)


def test_e2_whoever_touched_the_words_counts_as_a_drafter() -> None:
    policy = revise(drafted(), replace(DRAFT, body="改。"), by=OTHER, at=AT)
    assert policy.drafters == ("甲", "丁")
    with pytest.raises(PolicySelfApproval):
        review(policy, by=OTHER, at=AT)


@pytest.mark.parametrize("changed", EDITS, ids=lambda changed: next(iter(changed)))
def test_e2_any_edit_voids_the_review(changed: dict[str, object]) -> None:
    reviewed = review(drafted(), by=READER, at=AT)
    edited = revise(reviewed, replace(DRAFT, **changed), by=WRITER, at=AT)  # type: ignore[arg-type]
    assert (edited.state, edited.reviewed_by, edited.signed_digest) == (PolicyState.draft, None, None)
    with pytest.raises(NotReviewed):
        publish(edited, by=OFFICE, at=AT)


@pytest.mark.parametrize("changed", EDITS, ids=lambda changed: next(iter(changed)))
def test_e2_words_changed_behind_the_reviewers_back_are_not_published(changed: dict[str, object]) -> None:
    tampered = replace(review(drafted(), by=READER, at=AT), **changed)  # type: ignore[arg-type]
    with pytest.raises(NotReviewed):
        publish(tampered, by=OFFICE, at=AT)


def test_e2_what_was_published_is_neither_reviewed_nor_published_again() -> None:
    public = published()
    acts: list[Callable[[], Policy]] = [
        lambda: review(public, by=READER, at=AT),
        lambda: publish(public, by=OFFICE, at=AT),
        lambda: schedule(public, AT + timedelta(days=1), by=OFFICE, at=AT),
    ]
    for act in acts:
        with pytest.raises(AlreadyPublic):
            act()


def test_e2_withdrawal_is_for_public_policies_and_keeps_its_reason() -> None:
    with pytest.raises(NotPublic):
        withdraw(drafted(), "误发", by=OFFICE, at=AT)
    gone = withdraw(publish(review(drafted(), by=READER, at=AT), by=OFFICE, at=AT), "误发", by=OFFICE, at=AT)
    assert (gone.state, gone.withdrawal_reason, gone.withdrawn_by) == (PolicyState.withdrawn, "误发", "c")
    with pytest.raises(NotPublic):
        withdraw(gone, "误发", by=OFFICE, at=AT)


def test_e2_who_read_an_older_version_is_told() -> None:
    assert drafted().as_read(1) == drafted().as_read(None)
    with pytest.raises(ChangedMeanwhile):
        drafted().as_read(2)


def test_e2_people_and_times_are_not_under_the_signature() -> None:
    policy = drafted()
    assert replace(policy, drafted_by=("x",), drafted_at=AT + timedelta(days=1), names={}, version=9).digest == (
        policy.digest
    )


@pytest.mark.parametrize(
    "edit",
    [
        lambda policy: attach(policy, FILE, by=WRITER, at=AT),
        lambda policy: interpret(policy, TEXT, by=WRITER, at=AT),
        lambda policy: revise(policy, DRAFT, by=WRITER, at=AT),
    ],
    ids=["file", "interpretation", "words"],
)
def test_e2_an_edit_voids_signatures_and_a_schedule(edit: Callable[[Policy], Policy]) -> None:
    scheduled = schedule(review(drafted(), by=READER, at=AT), AT + timedelta(hours=1), by=OFFICE, at=AT)
    edited = edit(scheduled)
    assert edited.state is PolicyState.draft
    assert (edited.reviewed_by, edited.signed_digest, edited.published_by, edited.publish_at) == (None,) * 4
    with pytest.raises(NotScheduled):
        publish_as_scheduled(edited, AT + timedelta(hours=1))


def test_e2_a_scheduled_policy_goes_public_by_the_release_it_was_given() -> None:
    scheduled = schedule(review(drafted(), by=READER, at=AT), AT + timedelta(hours=1), by=OFFICE, at=AT)
    assert (scheduled.state, scheduled.is_public) == (PolicyState.scheduled, False)
    with pytest.raises(AlreadyScheduled):
        review(scheduled, by=READER, at=AT)
    late = AT + timedelta(hours=5)
    public = publish_as_scheduled(scheduled, late)
    assert (public.state, public.published_by, public.published_at, public.edition) == (
        PolicyState.published,
        "c",
        late,
        1,
    )


def test_e2_a_schedule_is_called_off_and_the_review_stands() -> None:
    reviewed = review(drafted(), by=READER, at=AT)
    scheduled = schedule(reviewed, AT + timedelta(hours=1), by=OFFICE, at=AT)
    assert replace(unschedule(scheduled, by=OFFICE), names=reviewed.names) == reviewed
    with pytest.raises(NotScheduled):
        unschedule(reviewed, by=OFFICE)


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(seconds=-1), timedelta(days=367)])
def test_e2_a_schedule_is_for_a_time_to_come(ahead: timedelta) -> None:
    with pytest.raises(PublishTimeUnfit) as refused:
        schedule(review(drafted(), by=READER, at=AT), AT + ahead, by=OFFICE, at=AT)
    assert [point.pointer for point in refused.value.points] == ["/publish_at"]


def test_e2_nobody_schedules_the_own_words() -> None:
    reviewed = review(drafted(), by=READER, at=AT)
    for person in (WRITER, READER):
        with pytest.raises(PolicySelfApproval):
            schedule(reviewed, AT + timedelta(hours=1), by=person, at=AT)


def test_e1_a_public_policy_is_amended_with_a_note_and_goes_through_three_hands_again() -> None:
    public = published()
    with pytest.raises(DraftUnfit) as refused:
        revise(public, replace(DRAFT, body="改。"), by=WRITER, at=AT)
    assert [point.pointer for point in refused.value.points] == ["/change_note"]
    amended = revise(public, replace(DRAFT, body="改。", change_note="改了期限"), by=WRITER, at=AT)
    assert (amended.state, amended.is_public, amended.edition) == (PolicyState.draft, True, 1)
    with pytest.raises(NotReviewed):
        publish(amended, by=OFFICE, at=AT)
    assert publish(review(amended, by=READER, at=AT), by=OFFICE, at=AT).edition == 2


def test_e1_the_note_of_the_last_edition_does_not_serve_for_the_next() -> None:
    public = published(change_note="第一版的说明")
    assert attach(public, FILE, by=WRITER, at=AT).change_note == ""


def test_e2_what_was_withdrawn_stays_withdrawn() -> None:
    gone = withdraw(published(), "误发", by=OFFICE, at=AT)
    acts: list[Callable[[], Policy]] = [
        lambda: revise(gone, replace(DRAFT, change_note="改"), by=WRITER, at=AT),
        lambda: attach(gone, FILE, by=WRITER, at=AT),
        lambda: review(gone, by=READER, at=AT),
        lambda: publish(gone, by=OFFICE, at=AT),
    ]
    for act in acts:
        with pytest.raises(AlreadyWithdrawn):
            act()


def test_e1_of_html_only_what_is_harmless_is_kept() -> None:
    policy = drafted(body="<p onclick=x>词</p><!-- 李四 --><script>1</script>", body_format=BodyFormat.html)
    assert policy.body == policy.html
    assert not any(bad in policy.body for bad in ("李四", "onclick", "script"))

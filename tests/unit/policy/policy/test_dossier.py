"""What belongs to a policy besides its words: files and interpretations, under the same signature."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from gongkai.actor import Actor
from policy_service.policy.domain.attachment import (
    LARGEST_TOGETHER,
    MOST_ATTACHMENTS,
    Attachment,
    AttachmentsTooLarge,
    AttachmentUnknown,
    TooManyAttachments,
)
from policy_service.policy.domain.dossier import (
    MOST_INTERPRETATIONS,
    InterpretationUnknown,
    TooManyInterpretations,
    with_file,
    without_file,
)
from policy_service.policy.domain.draft import Disclosure, Draft
from policy_service.policy.domain.interpretation import Element, ElementAnswer, Form, Interpretation
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import NotReviewed
from tests.unit.policy.acts import attach, detach, interpret, leave_out, publish, review

AT = datetime(2024, 7, 8, 2, 0, tzinfo=UTC)
WRITER, READER, OFFICE, OTHER = (Actor(id, name, "food") for id, name in zip("abcd", "甲乙丙丁", strict=True))
FILE = Attachment(
    file_id=UUID(int=7), title="申请表", name="form.pdf", media_type="application/pdf", size=10, sha256="a" * 64
)
TEXT = Interpretation(id=UUID(int=8), form=Form.text, title="解读", unit="food")


def drafted() -> Policy:
    draft = Draft(
        title="关于做好延续工作的通知",
        document_no="沪市监食经〔2024〕12号",
        formed_on=date(2024, 7, 8),
        disclosure=Disclosure.active,
        body="可以延续。",
    )
    return Policy.of(draft, id=UUID(int=1), by=WRITER, at=AT)


def test_e2_attachments_and_interpretations_are_under_the_same_signature() -> None:
    reviewed = review(drafted(), by=READER, at=AT)
    swapped = replace(FILE, sha256="b" * 64)
    dossiers = [
        replace(reviewed, attachments=(FILE,)),
        replace(reviewed, attachments=(swapped,)),
        replace(reviewed, interpretations=(TEXT,)),
        replace(reviewed, interpretations=(replace(TEXT, elements={Element.goals: ElementAnswer(text="目标")}),)),
        replace(reviewed, interpretations=(replace(TEXT, files=(FILE,)),)),
        replace(reviewed, interpretations=(replace(TEXT, files=(swapped,)),)),
    ]
    assert len({one.digest for one in (reviewed, *dossiers)}) == 7
    for one in dossiers:
        with pytest.raises(NotReviewed):
            publish(one, by=OFFICE, at=AT)


def test_e1_files_are_bounded_in_number_and_size_and_replaced_by_name() -> None:
    policy = drafted()
    for number in range(MOST_ATTACHMENTS):
        policy = attach(policy, replace(FILE, file_id=UUID(int=number), name=f"{number}.pdf"), by=WRITER, at=AT)
    with pytest.raises(TooManyAttachments):
        attach(policy, replace(FILE, file_id=UUID(int=99), name="x.pdf"), by=WRITER, at=AT)
    again = attach(policy, replace(FILE, file_id=UUID(int=99), name="3.pdf"), by=WRITER, at=AT)
    assert [one.file_id.int for one in again.attachments][:5] == [0, 1, 2, 99, 4]
    with pytest.raises(AttachmentsTooLarge):
        attach(policy, replace(FILE, name="4.pdf", size=LARGEST_TOGETHER), by=WRITER, at=AT)
    with pytest.raises(AttachmentUnknown):
        detach(policy, UUID(int=99), by=WRITER, at=AT)
    assert len(detach(policy, UUID(int=3), by=WRITER, at=AT).attachments) == MOST_ATTACHMENTS - 1


def test_e3_interpretations_are_put_in_changed_and_left_out() -> None:
    policy = interpret(drafted(), TEXT, by=OTHER, at=AT)
    assert policy.drafted_by == ("a", "d")
    changed = interpret(policy, replace(TEXT, title="新题"), by=WRITER, at=AT)
    assert [one.title for one in changed.interpretations] == ["新题"]
    assert leave_out(changed, TEXT.id, by=WRITER, at=AT).interpretations == ()
    with pytest.raises(InterpretationUnknown):
        leave_out(drafted(), TEXT.id, by=WRITER, at=AT)
    crowd = [replace(TEXT, id=UUID(int=100 + number)) for number in range(MOST_INTERPRETATIONS)]
    for one in crowd[1:]:
        policy = interpret(policy, one, by=WRITER, at=AT)
    with pytest.raises(TooManyInterpretations):
        interpret(policy, crowd[0], by=WRITER, at=AT)


def test_e3_an_interpretations_files_are_placed_and_taken_out() -> None:
    policy = interpret(drafted(), TEXT, by=WRITER, at=AT)
    shown = interpret(policy, with_file(policy, TEXT.id, FILE), by=WRITER, at=AT)
    assert shown.files == (FILE,)
    assert without_file(shown, TEXT.id, FILE.file_id).files == ()
    with pytest.raises(AttachmentUnknown):
        without_file(shown, TEXT.id, UUID(int=5))

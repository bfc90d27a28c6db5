"""What citizens write is masked in the open and sealed word for word; what goes out passes the gate (§10)."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from gongkai.events.policy import ReviewRulesAmended
from gongkai.privacy.word_list import word_list
from gongkai.review.rules import RulesKind, aggregate_id
from gongkai.review.seal import Seal, SealBroken
from gongkai.timepiece import new_id
from inquiry_service.question.domain.question import Original
from inquiry_service.question.store.tables import questions
from tests.service.inquiry.casework.test_pages import submit
from tests.service.inquiry.conftest import ANSWER, InquiryDoors

MOBILE = "13812345678"
ADDRESS = "somebody@example.cn"
PRIVATE = f"我的手机是{MOBILE}，身份证号11010519491231002X，延续申请要提前多少天？"
SECRET = "附件：机密★1年 的内容不能公开。"


async def kept(doors: InquiryDoors) -> Any:
    async with doors.running.reading() as db:
        return (await db.execute(select(questions))).one()


async def test_e5_what_a_citizen_typed_is_masked_in_the_open_and_sealed_word_for_word(doors: InquiryDoors) -> None:
    await doors.ask(PRIVATE, email=ADDRESS)
    row = await kept(doors)
    for private in (MOBILE, "11010519491231002X", ADDRESS):
        assert private not in row.text
        assert private.encode() not in bytes(row.sealed)
        assert private not in repr({name: value for name, value in row._mapping.items() if name != "sealed"})
    original = Original.from_json(Seal.of(doors.running.settings).open(bytes(row.sealed), row.id))
    assert (original.text, original.email) == (PRIVATE, ADDRESS)
    with pytest.raises(SealBroken):
        Seal.of(doors.running.settings).open(bytes(row.sealed), new_id())


async def test_e5_the_desk_reads_the_masked_words_and_no_address(doors: InquiryDoors) -> None:
    await doors.ask(PRIVATE, email=ADDRESS)
    question = await doors.newest()
    for path in (
        "/api/v1/inquiries",
        f"/api/v1/inquiries/{question['id']}",
        "/desk/inquiries",
        f"/desk/inquiries/{question['id']}",
    ):
        shown = (await doors.clerk.get(path)).text
        assert "延续申请要提前多少天" in shown
        assert MOBILE not in shown
        assert ADDRESS not in shown


async def test_e5_an_unmasking_needs_a_purpose_and_is_logged(doors: InquiryDoors) -> None:
    await doors.ask(PRIVATE, email=ADDRESS)
    question = await doors.newest()
    path = f"/api/v1/inquiries/{question['id']}/unmasking"
    for purpose in ({}, {"purpose": "看"}, {"purpose": "长" * 201}):
        assert (await doors.clerk.post(path, json=purpose)).status_code == 422
    for stranger in (doors.stranger, doors.office, doors.secrecy, doors.citizen):
        answer = await stranger.post(path, json={"purpose": "核对许可证编号"})
        assert answer.status_code in (401, 403, 404)
    assert list(await doors.audited("privacy.unmask")) == []
    shown = await doors.clerk.post(path, json={"purpose": f"核对许可证编号，致电{MOBILE}"})
    assert shown.headers["Cache-Control"] == "no-store"
    assert (shown.json()["text"], shown.json()["email"]) == (PRIVATE, ADDRESS)
    [entry] = await doors.audited("privacy.unmask")
    assert (entry.actor, entry.subject) == ("registration.clerk", question["id"])
    assert entry.details["purpose"].startswith("核对许可证编号")
    assert MOBILE not in str(entry.details)


async def test_e5_the_original_is_shown_once_on_the_page(doors: InquiryDoors) -> None:
    await doors.ask(PRIVATE, email=ADDRESS)
    desk = f"/desk/inquiries/{(await doors.newest())['id']}"
    faulty = await submit(doors.clerk, f"{desk}/unmasking", purpose="")
    assert faulty.status_code == 422
    assert MOBILE not in faulty.text
    shown = await submit(doors.clerk, f"{desk}/unmasking", purpose="核对许可证编号")
    assert shown.headers["Cache-Control"] == "no-store"
    assert PRIVATE in shown.text
    assert ADDRESS in shown.text
    assert MOBILE not in (await doors.clerk.get(desk)).text
    assert len(await doors.audited("privacy.unmask")) == 1


async def test_e5_question_and_answer_are_masked_where_everybody_reads_them(doors: InquiryDoors) -> None:
    receipt = await doors.ask(PRIVATE)
    path = await doors.drafted(f"请致电{MOBILE}预约办理，提前三十个工作日提交。")
    gate = (await doors.clerk.get(f"{path}/gate")).json()
    assert gate["points"] == []
    assert [one["code"] for one in gate["cautions"]] == ["personal-data"]
    assert MOBILE not in gate["answer"]
    question = (await doors.head.post(f"{path}/review")).json()
    for page in (
        (await doors.citizen.get(f"/api/v1/boards/{doors.policy_id}")).text,
        (await doors.citizen.get(f"/boards/{doors.policy_id}")).text,
        (await doors.citizen.get(f"/inquiries/{question['id']}")).text,
        str(await doors.status(receipt)),
    ):
        assert "预约办理，提前三十个工作日提交。" in page
        assert MOBILE not in page
        assert "11010519491231002X" not in page


async def test_e5_a_classified_answer_is_held_until_the_secrecy_officer_clears_these_very_words(
    doors: InquiryDoors,
) -> None:
    await doors.ask()
    path = await doors.drafted(SECRET)
    refused = await doors.head.post(f"{path}/review")
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:gongkai:problem:answer-held-back")
    [point] = refused.json()["errors"]
    assert (point["pointer"], point["code"]) == ("/answer", "classification-mark")
    assert "§10" in point["detail"]
    assert "机密★1年" not in refused.text
    [held] = (await doors.secrecy.get(f"{path}/gate")).json()["held"]
    body = {"digests": [held["digest"]], "reason": "已经解密，可以公开"}
    for who in (doors.clerk, doors.head, doors.office):
        assert (await who.post(f"{path}/clearances", json=body)).status_code == 403
    assert (await doors.secrecy.post(f"{path}/clearances", json=body)).status_code == 204
    [entry] = await doors.audited("privacy.clear")
    assert (entry.actor, entry.details["digest"]) == ("office.secrecy", held["digest"])
    assert (await doors.head.post(f"{path}/review")).status_code == 200


async def test_e5_an_edit_voids_the_clearance(doors: InquiryDoors) -> None:
    await doors.ask()
    path = await doors.drafted(SECRET)
    [held] = (await doors.secrecy.get(f"{path}/gate")).json()["held"]
    body = {"digests": [held["digest"]], "reason": "已经解密，可以公开"}
    await doors.secrecy.post(f"{path}/clearances", json=body)
    await doors.drafted(SECRET + "又加了一句。")
    assert (await doors.head.post(f"{path}/review")).status_code == 422
    stale = await doors.secrecy.post(f"{path}/clearances", json=body)
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:gongkai:problem:answer-not-held")
    for faulty in ({}, {"digests": [], "reason": "可以公开"}, {"digests": ["x"], "reason": "可以公开"}):
        assert (await doors.secrecy.post(f"{path}/clearances", json=faulty)).status_code == 422


async def test_e5_a_classified_question_is_held_where_it_would_be_published(doors: InquiryDoors) -> None:
    receipt = await doors.ask(SECRET)
    path = await doors.drafted()
    refused = await doors.head.post(f"{path}/review")
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/question"]
    await doors.drafted(withheld="提问引用了不宜公开的文件")
    question = (await doors.head.post(f"{path}/review")).json()
    assert (question["is_public"], question["withheld"]) == (False, "提问引用了不宜公开的文件")
    assert (await doors.status(receipt))["answer"] == ANSWER
    assert (await doors.board())["items"] == []


async def test_e5_the_lists_that_the_office_amends_hold_here_too(doors: InquiryDoors) -> None:
    toml = '[[word]]\nword = "甲方案"\naction = "block"\nnote = "尚未公布"\n'
    await doors.deliver(
        ReviewRulesAmended(aggregate_id=aggregate_id(RulesKind.words), version=1, kind="words", edition=1, toml=toml)
    )
    await doors.ask()
    path = await doors.drafted("按照甲方案办理就可以了。")
    refused = await doors.head.post(f"{path}/review")
    assert [one["code"] for one in refused.json()["errors"]] == ["listed-word"]
    assert word_list().words


async def test_e5_the_gate_is_shown_and_cleared_by_hand(doors: InquiryDoors) -> None:
    await doors.ask()
    await doors.drafted(SECRET)
    desk = f"/desk/inquiries/{(await doors.newest())['id']}"
    assert "发出之前还要解决" in (await doors.clerk.get(desk)).text
    assert "放行</button>" not in (await doors.head.get(desk)).text
    refused = await submit(doors.head, f"{desk}/review", version="2")
    assert refused.status_code == 422
    assert "答复还不能发出" in refused.text
    page = (await doors.secrecy.get(desk)).text
    digest = page.split('name="digest" value="')[1][:64]
    faulty = await submit(doors.secrecy, f"{desk}/clearances", digest=digest)
    assert faulty.status_code == 422
    assert 'href="#f-clearing_reason"' in faulty.text
    cleared = await submit(doors.secrecy, f"{desk}/clearances", digest=digest, clearing_reason="已经解密，可以公开")
    assert cleared.status_code == 303
    assert (await submit(doors.clerk, f"{desk}/clearances", digest=digest)).status_code == 403
    assert (await submit(doors.head, f"{desk}/review", version="2")).status_code == 303


async def test_e5_where_question_and_answer_are_held_the_officer_says_which_one_passes(doors: InquiryDoors) -> None:
    await doors.ask(SECRET)
    await doors.drafted(SECRET)
    desk = f"/desk/inquiries/{(await doors.newest())['id']}"
    page = (await doors.secrecy.get(desk)).text
    assert page.count('id="f-clearing_reason"') == 1
    faulty = await submit(doors.secrecy, f"{desk}/clearances", clearing_reason="已经解密，可以公开")
    assert faulty.status_code == 422
    assert 'href="#f-digest"' in faulty.text
    for digest in re.findall('name="digest" value="([0-9a-f]{64})"', page):
        typed = {"digest": digest, "clearing_reason": "已经解密，可以公开"}
        assert (await submit(doors.secrecy, f"{desk}/clearances", **typed)).status_code == 303
    assert len(await doors.audited("privacy.clear")) == 2
    assert (await submit(doors.head, f"{desk}/review", version="2")).status_code == 303


async def test_e5_neither_address_nor_words_are_in_events_or_audit(doors: InquiryDoors) -> None:
    receipt = await doors.ask(PRIVATE, email=ADDRESS)
    await doors.answered(f"请致电{MOBILE}预约办理。")
    await doors.follow_up("lookup/rating", receipt, rating="satisfied", comment=f"谢谢，我是{MOBILE}")
    await doors.follow_up("lookup/reopening", receipt, reason=f"请再打{MOBILE}。")
    told = b"".join(bytes(data) for _, _, data in await doors.announced()).decode()
    async with doors.running.reading() as db:
        rows = (await db.exec_driver_sql("SELECT audit_entry::text FROM audit_entry")).scalars()
    for private in (MOBILE, ADDRESS, "预约办理", "延续申请要", receipt["query_code"]):
        assert private not in told
        assert all(private not in row for row in rows)

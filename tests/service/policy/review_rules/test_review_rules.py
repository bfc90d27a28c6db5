"""The review rules: read by staff, edited by office and secrecy officer, announced, taken over, obeyed by the gate."""

import asyncio
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import pytest
from pydantic import ValidationError
from sqlalchemy import select

from gongkai.actor import Actor
from gongkai.audit.entries import audit_entry
from gongkai.events.policy import ReviewRulesAmended
from gongkai.messaging.outbox import outbox
from gongkai.privacy.gate import Piece, judge
from gongkai.refusals import Refusal
from gongkai.review import clearances, rules
from gongkai.review.clearances import OnlySecrecyClears
from gongkai.review.rules import RulesKind
from gongkai.review.unmasking import Unmasking, note_unmasking
from gongkai.runtime.service import ServiceRuntime
from tests.makers import person
from tests.service.policy.conftest import PolicyDoors

API: Final = "/api/v1/review-rules"
DESK: Final = "/desk/review-rules"
OWN: Final = {"Sec-Fetch-Site": "same-origin"}
WORD: Final = '[[word]]\nword = "蓝月亮"\naction = "block"\nnote = "尚未公布"'
OTHER: Final = '[[word]]\nword = "红太阳"\naction = "warn"\nnote = "请核对"'
NUMBER: Final = "15412345678"


async def put(at: httpx.AsyncClient, toml: str, read: int, kind: str = "words") -> httpx.Response:
    return await at.put(f"{API}/{kind}", json={"toml": toml}, headers={"If-Match": f'"{read}"'})


def code_of(answer: httpx.Response) -> str:
    """The stable code of a problem."""
    return str(answer.json()["type"]).rpartition(":")[2]


async def submit(at: httpx.AsyncClient, toml: str, read: int) -> httpx.Response:
    return await at.post(f"{DESK}/words", data={"toml": toml, "version": str(read)}, headers=OWN)


async def codes(running: ServiceRuntime, text: str) -> list[str]:
    """What blocks in a text, by the rules that hold now."""
    async with running.reading() as db:
        known = await rules.current(db)
    return [point.code for point in judge([Piece("/body", "正文", text)], known, frozenset()).points]


async def audited(running: ServiceRuntime, act: str) -> list[Any]:
    async with running.reading() as db:
        wanted = select(audit_entry).where(audit_entry.c.act == act).order_by(audit_entry.c.seq)
        return list((await db.execute(wanted)).all())


async def announced(running: ServiceRuntime) -> list[Any]:
    async with running.reading() as db:
        return list((await db.execute(select(outbox).where(outbox.c.type == ReviewRulesAmended.type))).all())


def told(edition: int, toml: str, kind: str = "words") -> ReviewRulesAmended:
    """The fact as another service hears it."""
    which = RulesKind.words if kind == "words" else RulesKind.open_matters
    return ReviewRulesAmended(
        aggregate_id=rules.aggregate_id(which), version=edition, kind=kind, edition=edition, toml=toml
    )


async def test_e5_without_an_edition_the_bundled_lists_hold(doors: PolicyDoors) -> None:
    answer = await doors.clerk.get(f"{API}/words")
    assert answer.headers["ETag"] == '"0"'
    assert "工作秘密" in answer.json()["toml"]
    assert (answer.json()["edition"], answer.json()["amended_at"]) == (0, None)
    assert await codes(doors.running, "工作秘密") == ["listed-word"]
    assert (await doors.clerk.get(f"{API}/words/editions")).json() == []


async def test_e5_an_amended_word_list_holds_at_once(doors: PolicyDoors) -> None:
    assert await codes(doors.running, "蓝月亮") == []
    answer = await put(doors.office, WORD, 0)
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"1"')
    assert await codes(doors.running, "蓝月亮") == ["listed-word"]
    assert (await put(doors.office, OTHER, 1)).json()["edition"] == 2
    assert await codes(doors.running, "蓝月亮") == []
    history = (await doors.clerk.get(f"{API}/words/editions")).json()
    assert [(one["edition"], one["name"]) for one in history] == [(2, "温时序"), (1, "温时序")]
    assert (await doors.clerk.get(f"{API}/words/editions/1")).json()["toml"] == WORD
    assert (await doors.clerk.get(f"{API}/words/editions/3")).status_code == 404


async def test_e5_an_amended_white_list_holds_at_once(doors: PolicyDoors) -> None:
    assert (await put(doors.secrecy, f'phones = ["{NUMBER}"]', 0, "open_matters")).status_code == 200
    async with doors.running.reading() as db:
        known = await rules.current(db)
    piece = Piece("/body", "正文", f"电话{NUMBER}")
    assert judge([piece], known, frozenset()).renditions["/body"].text == piece.text
    assert known.edition == "words 0, open_matters 1"


async def test_e5_two_databases_at_one_edition_are_not_mixed_up(doors: PolicyDoors) -> None:
    """Lists are remembered by what they say, for another database may call another list by the same edition."""
    await put(doors.office, WORD, 0)
    assert await codes(doors.running, "蓝月亮红太阳") == ["listed-word"]
    await put(doors.office, "# 空", 0, "open_matters")
    await put(doors.office, "# 空", 1)
    assert await codes(doors.running, "蓝月亮红太阳") == []


@pytest.mark.parametrize("door", ["clerk", "head", "stranger", "citizen"])
async def test_e5_only_office_and_secrecy_officer_amend(doors: PolicyDoors, door: str) -> None:
    at: httpx.AsyncClient = getattr(doors, door)
    assert (await put(at, WORD, 0)).status_code in (401, 403)
    assert (await submit(at, WORD, 0)).status_code in (303, 401, 403)
    assert (await announced(doors.running)) == []
    page = await at.get(f"{DESK}/words")
    assert "保存为新版" not in page.text


async def test_e5_the_second_editor_is_refused(doors: PolicyDoors) -> None:
    assert (await put(doors.office, WORD, 0)).status_code == 200
    late = await put(doors.secrecy, OTHER, 0)
    assert (late.status_code, code_of(late)) == (412, "changed-meanwhile")
    assert (await doors.secrecy.put(f"{API}/words", json={"toml": OTHER})).status_code == 428
    assert await codes(doors.running, "蓝月亮") == ["listed-word"]


async def test_e5_of_two_who_save_in_the_same_moment_one_is_refused(doors: PolicyDoors) -> None:
    """Both read edition 0, and the second waits for the first to commit."""
    answers = await asyncio.gather(
        *(put(at, f"{WORD} # {n}", 0) for n, at in enumerate((doors.office, doors.secrecy) * 4))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * 7
    assert (await doors.clerk.get(f"{API}/words")).json()["edition"] == 1
    assert len(await announced(doors.running)) == 1


async def test_e5_a_list_left_as_it_was_is_no_new_edition(doors: PolicyDoors) -> None:
    bundled = (await doors.office.get(f"{API}/words")).json()["toml"]
    assert (await put(doors.office, bundled, 0)).json()["edition"] == 0
    assert await announced(doors.running) == []


async def test_e5_a_faulty_list_is_refused_with_every_fault_and_no_word_of_it(doors: PolicyDoors) -> None:
    faulty = f'[[word]]\nword = "蓝月亮"\naction = "shout"\n[[word]]\nword = ""\naction = "warn"\n{NUMBER} = "{NUMBER}"'
    answer = await put(doors.office, faulty, 0)
    assert (answer.status_code, code_of(answer)) == (422, "word-list-unfit")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [
        ("/toml/word/0/action", "unknown-action"),
        ("/toml/word/1", "unknown-field"),
        ("/toml/word/1/word", "word-missing"),
    ]
    assert NUMBER not in answer.text
    assert "蓝月亮" not in answer.text
    broken = await put(doors.office, f"phones = [{NUMBER}", 0, "open_matters")
    assert (broken.status_code, code_of(broken)) == (422, "open-matters-unfit")
    assert broken.json()["errors"][0]["pointer"] == "/toml"
    assert NUMBER not in broken.text
    many = await put(doors.office, "\n".join(["[[word]]"] * 500), 0)
    assert (many.status_code, len(many.json()["errors"])) == (422, 50)
    assert await codes(doors.running, "工作秘密") == ["listed-word"]


@pytest.mark.parametrize(
    "toml", ["", "a = " + "[" * 30_000, "a = " + "{a=" * 9_000, "a.b" * 9_000, "a = " + "9" * 9_000]
)
async def test_e5_a_hostile_list_is_refused(doors: PolicyDoors, toml: str) -> None:
    assert (await put(doors.office, toml, 0)).status_code == 422


@pytest.mark.parametrize("path", ["/nothing", "/words/editions/-1", "/words/editions/99999999999", "/words/editions/x"])
async def test_e5_there_is_no_other_list(doors: PolicyDoors, path: str) -> None:
    assert (await doors.office.get(API + path)).status_code in (404, 422)
    assert (await doors.office.get(DESK + path)).status_code in (404, 422)


async def test_e5_every_edition_is_on_record_and_announced_whole(doors: PolicyDoors) -> None:
    await put(doors.office, WORD, 0)
    [entry] = await audited(doors.running, "review-rules.amend")
    assert (entry.actor, entry.subject, entry.details["edition"]) == ("office.supervisor", "words", 1)
    assert "蓝月亮" not in str(entry.details)
    [event] = await announced(doors.running)
    assert (event.aggregateid, event.aggregate_version) == (rules.aggregate_id(RulesKind.words), 1)
    assert "蓝月亮" in bytes(event.payload).decode()


async def test_e5_the_lists_are_pages_for_staff_and_sheets_for_editors(doors: PolicyDoors) -> None:
    overview = (await doors.clerk.get(DESK)).text
    assert f'href="{DESK}/words"' in overview
    assert f'href="{DESK}/open_matters"' in overview
    read_only = (await doors.clerk.get(f"{DESK}/words")).text
    assert "<textarea" not in read_only
    assert "工作秘密" in read_only
    assert (await submit(doors.office, WORD, 0)).status_code == 303
    page = (await doors.office.get(f"{DESK}/words")).text
    assert "蓝月亮" in page.partition("<textarea")[2]
    assert "第1版" in page
    assert "温时序" in (await doors.clerk.get(DESK)).text
    assert "工作秘密" in (await doors.clerk.get(f"{DESK}/words/editions/0")).text
    assert (await doors.clerk.get(f"{DESK}/words/editions/7")).status_code == 404


async def test_e5_the_second_editor_is_told_in_words_and_loses_nothing(
    doors: PolicyDoors,
) -> None:
    await submit(doors.office, WORD, 0)
    late = await submit(doors.secrecy, OTHER, 0)
    assert late.status_code == 409
    assert "别人先改了这份名单" in late.text
    assert "温时序" in late.text
    assert "红太阳" in late.text.partition("<textarea")[2]
    assert 'name="version" value="1"' in late.text
    assert (await submit(doors.secrecy, OTHER, 1)).status_code == 303


async def test_e5_a_faulty_sheet_says_where_and_keeps_what_was_typed(doors: PolicyDoors) -> None:
    answer = await submit(doors.office, WORD + '\n[[word]]\nword = "甲"\naction = "shout"', 0)
    assert answer.status_code == 422
    assert "第2个词：action action须为block、warn或none" in answer.text
    assert "蓝月亮" in answer.text.partition("<textarea")[2]
    assert (await submit(doors.office, "", 0)).status_code == 422


async def test_e5_a_copy_is_taken_over_once_and_never_goes_backwards(doors: PolicyDoors) -> None:
    async def hear(event: ReviewRulesAmended) -> None:
        async with doors.running.work(Actor.system()) as work:
            await rules.take_over_rules(event, work)

    await hear(told(2, OTHER))
    await hear(told(2, OTHER))
    await hear(told(1, WORD))
    assert await codes(doors.running, "蓝月亮") == []
    async with doors.running.reading() as db:
        assert (await rules.current(db)).edition == "words 2, open_matters 0"
        assert (await rules.newest(db, RulesKind.words)).toml == OTHER
    assert len(await audited(doors.running, "review-rules.take-over")) == 2
    assert await announced(doors.running) == []
    await hear(told(3, WORD))
    assert await codes(doors.running, "蓝月亮") == ["listed-word"]


async def test_e5_a_copy_that_cannot_be_read_is_not_taken_over(doors: PolicyDoors) -> None:
    await put(doors.office, WORD, 0)
    with pytest.raises(Refusal):
        async with doors.running.work(Actor.system()) as work:
            await rules.take_over_rules(told(2, "[[word"), work)
    with pytest.raises(ValueError, match="streets"):
        async with doors.running.work(Actor.system()) as work:
            await rules.take_over_rules(told(3, OTHER, "streets"), work)
    assert await codes(doors.running, "蓝月亮") == ["listed-word"]


async def test_e5_only_the_secrecy_officer_clears_and_the_reason_is_on_record(doors: PolicyDoors) -> None:
    subject = uuid4()
    digests = ["a" * 64, "b" * 64]
    for role in ("clerk", "head", "office", "auditor"):
        with pytest.raises(OnlySecrecyClears):
            async with doors.running.work(person(role)) as work:
                await clearances.clear(work, subject, digests, "已核对")
    for _ in range(2):
        async with doors.running.work(person("secrecy")) as work:
            await clearances.clear(work, subject, digests, f"已与{NUMBER}核对")
    assert await cleared(doors.running, subject) == frozenset(digests)
    assert await cleared(doors.running, uuid4()) == frozenset()
    entries = await audited(doors.running, "privacy.clear")
    assert [(one.actor, one.details["digest"]) for one in entries] == [("office.secrecy", one) for one in digests]
    assert NUMBER not in str([one.details for one in entries])


async def test_e5_unmasking_is_an_act_with_a_purpose_on_record(doors: PolicyDoors) -> None:
    async with doors.running.work(person("head", "registration")) as work:
        note_unmasking(work, "326", f"核对{NUMBER}")
    [entry] = await audited(doors.running, "privacy.unmask")
    assert (entry.actor, entry.subject) == ("registration.head", "326")
    assert entry.details == {"purpose": "核对154****5678"}


@pytest.mark.parametrize("purpose", ["", "看看", "长" * 201, None])
def test_e5_unmasking_needs_a_purpose_in_words(purpose: str | None) -> None:
    with pytest.raises(ValidationError):
        Unmasking.model_validate({"purpose": purpose})


async def cleared(running: ServiceRuntime, subject: UUID) -> frozenset[str]:
    async with running.reading() as db:
        return await clearances.cleared(db, subject)

"""Data of before: a folder that an older tree made, with orders in all states, is migrated and every page of it opens.

`before/README.md` says what is in it and how it was made.
"""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import pytest

from gongkai.timepiece import Timepiece, new_id
from tests.makers import Databases
from tests.suite.doors import Door, all_doors, all_pages
from tests.suite.old_installation import BEFORE, OldInstallation, old_installation, place_of

ROUTES: Final = [one for one in (*all_doors(), *all_pages()) if one.method == "GET" and not one.signed]
QUERIES: Final = {
    "/api/v1/boards/{policy_id}/similar": {"text": "解读"},
    "/api/v1/calendar/days": {"from": "2024-09-28", "to": "2024-10-12"},
    "/api/v1/calendar/due": {"received": "2024-09-30", "working_days": "15"},
    "/api/v1/rates/tickets": {"rate": "finished", "part": "denominator"},
    "/desk/rates/tickets": {"rate": "finished", "part": "denominator"},
}
NOT_MINE: Final = (403, 404)
MANIFEST: Final = "/api/v1/hotline/manifest"
STATES: Final = {
    "archived": 1,
    "cancelled": 1,
    "closed": 5,
    "finished": 3,
    "handling": 7,
    "received": 32,
    "rehandling": 2,
    "report_filed": 5,
    "returned": 1,
    "signed": 2,
    "surveyed": 1,
}
"""How many tickets were in each state."""
WORDS: Final = (
    ("ticket", "office.supervisor", "/desk/tickets/{archived_ticket}", ("面包无生产日期", "归档")),
    ("ticket", "office.supervisor", "/desk/tickets/{returned_ticket}", ("属房管部门职责。", "热线同意退单")),
    ("ticket", "office.supervisor", "/desk/tickets/{cancelled_ticket}", ("误拨", "热线撤单")),
    ("ticket", "pudong.clerk", "/desk/tickets/{rehandling_ticket}", ("空调维修乱收费", "热线重办")),
    ("ticket", "pudong.clerk", "/desk/tickets/{surveyed_ticket}", ("已再次电话回访，市民表示认可。",)),
    ("ticket", "pudong.clerk", "/desk/tickets/{extension_granted_ticket}", ("须检测甲醛。", "同意延期")),
    ("ticket", "pudong.clerk", "/desk/tickets/{extension_refused_ticket}", ("经营者外出。", "不同意延期")),
    ("ticket", "pudong.clerk", "/desk/tickets/{return_final_ticket}", ("热线终审不同意退单",)),
    ("ticket", "pudong.clerk", "/desk/tickets/{paused_ticket}", ("等检验结果。", "检验、检测、检疫、鉴定")),
    ("ticket", "pudong.clerk", "/desk/tickets/{split_ticket}", ("举报长期出售过期食品", "辖区内门店无此批次。")),
    ("ticket", "pudong.clerk", "/desk/tickets/{merged_ticket}", ("同一经营者同一事项。",)),
    ("ticket", "pudong.clerk", "/desk/tickets/{report_ticket}", ("举报无证生产", "立案")),
    ("ticket", "pudong.clerk", "/desk/tickets/{contacted_ticket}/files", ("现场检查笔录.txt", "通话录音.mp3")),
    ("ticket", "huangpu.clerk", "/desk/tickets/{assigned_ticket}", ("已当面说明。", "餐厅在黄浦区。")),
    ("ticket", "office.supervisor", "/desk/dispatch", ("恢复由区局办理",)),
    ("ticket", "office.supervisor", "/desk/report-template", ("换用局名更正后的表头",)),
    ("ticket", "pudong.head", "/desk/reply-templates", ("预付卡退费", "全局模板")),
    ("ticket", "office.ops", "/desk/hotline/deliveries", ("热线系统升级",)),
    ("ticket", "office.ops", "/desk/hotline/reconciliation?noted=yes", ("热线测试单，已电话核实。",)),
    ("policy", "", "/policies/{published_policy}", ("关于一照多址的通知", "申请表.docx")),
    ("policy", "", "/policies/{repealed_policy}", ("废止",)),
    ("policy", "", "/policies/{amended_policy}", ("办理方式改为全程网办",)),
    ("policy", "registration.clerk", "/desk/policies/{many_forms_policy}", ("一图读懂", "视频解读")),
    ("policy", "office.supervisor", "/desk/policies/{scheduled_policy}", ("关于歇业备案的通知", "已定时发布")),
    ("policy", "office.supervisor", "/desk/policies/{withdrawn_policy}", ("内容有误，重新制定。",)),
    ("policy", "office.secrecy", "/desk/review-rules/words", ("样例词甲",)),
    ("inquiry", "office.clerk", "/desk/inquiries/{reopened_q}", ("没有说明更新周期。",)),
    ("inquiry", "office.clerk", "/desk/inquiries/{withheld_q}", ("涉及个人事项",)),
    ("inquiry", "", "/inquiries/{consult_public_q}", ("个体户怎样变更经营者？",)),
    ("notify", "pudong.clerk", "/desk/warnings", ("超期",)),
)
"""Where, as whom, and what of the old data has to be read there."""


@pytest.fixture(scope="module")
async def old(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OldInstallation]:
    async with old_installation(databases, tmp_path_factory.mktemp("before")) as old:
        yield old


async def test_migrations_of_an_existing_folder_keep_every_order_in_its_state(old: OldInstallation) -> None:
    found = {}
    for state in STATES:
        page = await old.client("ticket", "office.supervisor").get(f"/api/v1/tickets?state={state}&limit=100")
        found[state] = len(page.json()["items"])
    assert found == STATES


async def test_every_page_of_the_old_data_opens(old: OldInstallation) -> None:
    """200 for somebody at every GET route with every old id that fits it, but for what was otherwise before."""
    expected = dict(line.split(" ")[::-1] for line in (BEFORE / "not_200.txt").read_text().splitlines())
    visited, other = 0, {}
    for route in ROUTES:
        people = route.people
        for path in old.paths(route):
            visited += 1
            status, person = await best_answer(old, route, path, people)
            people = sorted(people, key=lambda one, last=person: one != last)  # type: ignore[misc]
            if status != 200:
                other[path] = str(status)
    assert other == expected
    assert visited > 1200


async def best_answer(old: OldInstallation, route: Door, path: str, people: Sequence[str]) -> tuple[int, str]:
    """The answer of the first who may see what stands there, and who that is."""
    for person in people:
        answer = await old.client(route.service.name, person).get(path, params=QUERIES.get(route.path))
        if answer.status_code not in NOT_MINE:
            return answer.status_code, person
    return answer.status_code, people[0]


async def test_no_kind_of_old_id_has_lost_its_route(old: OldInstallation) -> None:
    assert set(old.ids) <= {place_of(route) for route in ROUTES}


@pytest.mark.parametrize(("service", "person", "path", "words"), WORDS, ids=[path for _, _, path, _ in WORDS])
async def test_the_old_words_stand_on_their_pages(
    old: OldInstallation, service: str, person: str, path: str, words: tuple[str, ...]
) -> None:
    page = await old.client(service, person).get(path.format(**old.names))
    assert page.status_code == 200
    assert [one for one in words if one not in page.text] == []


async def test_what_was_sealed_is_read_with_the_old_key(old: OldInstallation) -> None:
    why = {"purpose": "核对升级前的数据"}
    question = await old.client("inquiry", "registration.clerk").post(
        f"/api/v1/inquiries/{old.names['consult_q']}/unmasking", json=why
    )
    assert question.json()["email"] == "asker-3@example.invalid"
    policy = await old.client("policy", "office.supervisor").post(
        f"/api/v1/policies/{old.names['masked_policy']}/unmasking", json=why
    )
    assert "15400417265" in policy.text


async def test_an_old_receipt_opens_its_question(old: OldInstallation) -> None:
    receipt = {"receipt_no": old.names["rated_q_no"], "query_code": old.names["rated_q_code"]}
    found: dict[str, Any] = (await old.client("inquiry").post("/api/v1/inquiries/lookup", json=receipt)).json()
    assert (found["state"], found["rating"]) == ("answered", "satisfied")


async def test_the_hotline_reads_the_open_orders_with_the_old_secret(old: OldInstallation) -> None:
    answer = await old.client("ticket").get(MANIFEST, headers=signed(old.secret, f"GET {MANIFEST}"))
    assert answer.status_code == 200
    assert '"state":"in_hand"' in answer.text


def signed(secret: str, words: str) -> dict[str, str]:
    """The three headers of Standard Webhooks."""
    key, name, at = base64.b64decode(secret.removeprefix("whsec_")), new_id().hex, Timepiece().wall()
    stamp = str(int(at.timestamp()))
    digest = hmac.digest(key, f"{name}.{stamp}.{words}".encode(), hashlib.sha256)
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": signature}

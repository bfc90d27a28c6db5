"""The page of one policy at the desk: what is missing and where to mend it, whose turn it is, each act by its hand."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from gongkai.audit.entries import audit_entry
from tests.service.policy.conftest import WRITTEN, PolicyDoors
from tests.service.policy.forms import submit, upload
from tests.unit.documents.made import docx, paragraph, pdf, shown

BUTTONS = {
    "审核通过": "review",
    ">发布</button>": "publication",
    "到时自动发布": "schedule",
    "取消定时": "schedule/removal",
    "放弃这次修改": "amendment/removal",
    "登记废止": "validity",
    "撤下文件": "withdrawal",
    "查看一次": "unmasking",
    "放行勾选的内容": "clearances",
}


def buttons(page: str) -> set[str]:
    """What the page offers."""
    return {act for words, act in BUTTONS.items() if words in page}


async def test_f6_each_hand_finds_its_own_buttons(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    desk = f"/desk/policies/{policy['id']}"
    everybody = (doors.clerk, doors.head, doors.office, doors.secrecy)
    assert [buttons((await one.get(desk)).text) for one in everybody] == [set(), {"review"}, set(), set()]
    await submit(doors.head, f"{desk}/review", version="1")
    found = [buttons((await one.get(desk)).text) for one in everybody]
    assert found == [set(), set(), {"publication", "schedule"}, set()]
    await submit(doors.office, f"{desk}/publication", version="2")
    found = [buttons((await one.get(desk)).text) for one in everybody]
    assert found == [set(), {"unmasking"}, {"validity", "withdrawal", "unmasking"}, {"unmasking"}]
    assert "紧急撤下</button>" in (await doors.head.get(desk)).text
    assert "紧急撤下</button>" in (await doors.secrecy.get(desk)).text


async def test_e3_the_gate_names_each_point_with_its_section_and_the_way_to_mend_it(doors: PolicyDoors) -> None:
    policy = await doors.drafted(normative=True, formed_on="2099-01-01")
    policy = await doors.attached(policy, "表.docx", docx(paragraph("身份证号：11010519491231002X")))
    policy = await doors.interpreted(policy, elements={"goals": {"text": "让延续一次办成。"}})
    desk = f"/desk/policies/{policy['id']}"
    page = (await doors.clerk.get(desk)).text
    one = f"{desk}/interpretations/{policy['interpretations'][0]['id']}"
    for place in (f"{desk}/words#f-formed_on", f"{one}#f-background", f"{one}#f-terms", f"{desk}/attachments#file-0"):
        assert f'href="{place}"' in page
    for words in ("§2", "§10", "身份证号1处"):
        assert words in page
    assert "11010519491231002X" not in page
    looked = (await doors.head.get(desk)).text
    assert "§2" in looked
    assert f"{desk}/words" not in looked
    assert "审核通过" not in looked


async def test_e5_only_the_secrecy_officer_lets_a_mark_pass_and_says_why(doors: PolicyDoors) -> None:
    policy = await doors.drafted(body="机密★一年\n\n可以延续。")
    desk = f"/desk/policies/{policy['id']}"
    page = (await doors.secrecy.get(desk)).text
    digest = page.split('name="digest_0" value="')[1][:64]
    nothing = await submit(doors.secrecy, f"{desk}/clearances", digest_0=digest, clearing_reason="已经解密。")
    assert nothing.status_code == 422
    assert 'id="f-digests"' in nothing.text
    assert "已经解密。</textarea>" in nothing.text
    strange = {"held_0": "yes", "digest_0": "0" * 64, "clearing_reason": "已经解密。"}
    assert (await submit(doors.secrecy, f"{desk}/clearances", **strange)).status_code == 409
    assert (await submit(doors.clerk, f"{desk}/clearances", **strange)).status_code == 403
    passed = {"held_0": "yes", "digest_0": digest, "clearing_reason": "已经解密。"}
    assert (await submit(doors.secrecy, f"{desk}/clearances", **passed)).status_code == 303
    assert "没有缺项" in (await doors.head.get(desk)).text


async def test_e2_a_publication_is_planned_moved_and_called_off(doors: PolicyDoors) -> None:
    policy = await doors.reviewed()
    desk = f"/desk/policies/{policy['id']}"
    for at, words in (("", "必填"), ("2001-01-01T09:00", "须在现在之后"), ("morgen", "时间格式")):
        late = await submit(doors.office, f"{desk}/schedule", version="2", publish_at=at)
        assert late.status_code == 422
        assert words in late.text
        assert 'id="f-publish_at-error"' in late.text
    day = (datetime.now().astimezone() + timedelta(days=9)).strftime("%Y-%m-%dT09:00")
    planned = {"version": "2", "publish_at": day}
    assert [(await submit(doors.office, f"{desk}/schedule", **planned)).status_code for _ in range(2)] == [303, 303]
    page = (await doors.office.get(desk)).text
    assert "09:00自动公开" in page
    assert buttons(page) == {"schedule", "schedule/removal"}
    assert "09:00自动公开" in (await doors.clerk.get("/desk/policies?state=scheduled")).text
    assert (await submit(doors.office, f"{desk}/schedule/removal", version="3")).status_code == 303
    assert "已审核，待发布" in (await doors.office.get(desk)).text


async def test_e2_a_signature_shows_the_whole_digest_it_is_bound_to(doors: PolicyDoors) -> None:
    policy = await doors.reviewed()
    page = (await doors.office.get(f"/desk/policies/{policy['id']}")).text
    groups = [policy["digest"][at : at + 8] for at in range(0, 64, 8)]
    assert "".join(f"<span>{group}</span>" for group in groups) in page
    assert "与现在一致" in page


async def test_e2_an_act_on_an_old_page_is_told_and_a_second_click_is_no_fault(doors: PolicyDoors) -> None:
    desk = f"/desk/policies/{(await doors.drafted())['id']}"
    assert [(await submit(doors.head, f"{desk}/review", version="1")).status_code for _ in range(2)] == [303, 303]
    old = await submit(doors.office, f"{desk}/publication", version="1")
    assert old.status_code == 409
    assert "别人先改了这份文件" in old.text
    released = {"version": "2"}
    assert [(await submit(doors.office, f"{desk}/publication", **released)).status_code for _ in "ab"] == [303, 303]


async def test_e3_a_refused_publication_leads_to_the_list_of_points(doors: PolicyDoors) -> None:
    policy = await doors.reviewed(normative=True)
    answer = await submit(doors.office, f"/desk/policies/{policy['id']}/publication", version="2")
    assert answer.status_code == 422
    assert 'href="#gate"' in answer.text
    assert "须有起草单位的文字解读" in answer.text


async def test_e2_an_amendment_is_given_up(doors: PolicyDoors) -> None:
    policy = await doors.published()
    desk = f"/desk/policies/{policy['id']}"
    changed = WRITTEN | {"body": "第二版。", "change_note": "", "version": str(policy["version"])}
    refused = await submit(doors.clerk, f"{desk}/words", **changed)
    assert 'id="f-change_note-error"' in refused.text
    await submit(doors.clerk, f"{desk}/words", **changed | {"change_note": "改了正文。"})
    page = (await doors.clerk.get(desk)).text
    assert "第2版" in page
    assert buttons(page) == {"amendment/removal"}
    version = page.split('name="version" value="')[1].split('"')[0]
    assert (await submit(doors.clerk, f"{desk}/amendment/removal", version=version)).status_code == 303
    assert "已发布" in (await doors.clerk.get(desk)).text


async def test_e1_the_office_repeals_and_the_page_keeps_the_history(doors: PolicyDoors) -> None:
    policy = await doors.published()
    desk = f"/desk/policies/{policy['id']}"
    empty = await submit(doors.office, f"{desk}/validity", version=str(policy["version"]))
    assert empty.status_code == 422
    for field in ("act", "on", "repeal_reason"):
        assert f'href="#f-{field}"' in empty.text
    said = {"act": "repeal", "on": "2024-07-09", "repeal_reason": "被新规定替代。", "version": str(policy["version"])}
    assert (await submit(doors.office, f"{desk}/validity", **said)).status_code == 303
    page = (await doors.clerk.get(desk)).text
    assert "废止" in page
    assert "被新规定替代。" in page


@pytest.mark.parametrize("who", ["head", "secrecy"])
async def test_e5_an_emergency_withdrawal_by_hand(doors: PolicyDoors, who: str) -> None:
    policy = await doors.published()
    desk = f"/desk/policies/{policy['id']}"
    someone = getattr(doors, who)
    plain = await submit(someone, f"{desk}/withdrawal", reason="不急")
    assert plain.status_code == 403
    assert "不急</textarea>" in plain.text
    sent = {"reason": "有人的号码。", "emergency": "yes"}
    assert [(await submit(someone, f"{desk}/withdrawal", **sent)).status_code for _ in "ab"] == [303, 303]
    assert "有人的号码。" in (await doors.office.get(desk)).text
    assert (await doors.citizen.get(f"/policies/{policy['id']}")).status_code == 404


async def test_e5_the_words_behind_the_masks_are_shown_once_and_for_a_purpose(doors: PolicyDoors) -> None:
    policy = await doors.published(body="联系人：13812345678。")
    desk = f"/desk/policies/{policy['id']}"
    assert "13812345678" not in (await doors.office.get(desk)).text
    short = await submit(doors.office, f"{desk}/unmasking", purpose="看")
    assert short.status_code == 422
    assert 'id="f-purpose-error"' in short.text
    original = await submit(doors.office, f"{desk}/unmasking", purpose="核对联系电话")
    assert "13812345678" in original.text
    assert original.headers["cache-control"] == "no-store"
    async with doors.running.reading() as db:
        noted = (await db.execute(select(audit_entry.c.details).where(audit_entry.c.act == "privacy.unmask"))).all()
    assert [one.details["purpose"] for one in noted] == ["核对联系电话"]


async def test_e1_an_attachment_comes_in_is_replaced_in_its_place_and_taken_out(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    here = f"/desk/policies/{policy['id']}/attachments"
    none = await upload(doors.clerk, here, version="1", title="留着")
    assert none.status_code == 422
    assert 'id="f-file-error"' in none.text
    assert 'value="留着"' in none.text
    for name, content, status in (("a.exe", b"x", 422), ("a.pdf", b"x", 422), ("a.txt", b"", 422)):
        refused = await upload(doors.clerk, here, "file", (name, content), version="1", title="留着")
        assert refused.status_code == status
        assert 'id="f-file-error"' in refused.text
        assert 'value="留着"' in refused.text
    paper = ("表.docx", docx(paragraph("身份证号：11010519491231002X")))
    assert (await upload(doors.clerk, here, "file", paper, version="1", title="申请表")).status_code == 303
    assert (await upload(doors.clerk, here, "file", paper, version="1", title="申请表")).status_code == 303
    await upload(doors.clerk, here, "file", ("流程.txt", b"1"), version="2", title="流程")
    page = (await doors.clerk.get(here)).text
    assert "身份证号1处" in page
    first = (await doors.clerk.get(f"/api/v1/policies/{policy['id']}/record")).json()["attachments"][0]["file_id"]
    clean = ("表.pdf", pdf(shown("form")))
    await upload(doors.clerk, here, "file", clean, version="3", title="", in_place_of=first)
    record = (await doors.clerk.get(f"/api/v1/policies/{policy['id']}/record")).json()
    assert [(one["title"], one["name"]) for one in record["attachments"]] == [
        ("申请表", "表.pdf"),
        ("流程", "流程.txt"),
    ]
    removal = f"/desk/policies/{policy['id']}/files/{record['attachments'][0]['file_id']}/removal"
    assert "删除附件“申请表”？" in (await doors.clerk.get(removal)).text
    assert (await submit(doors.clerk, removal, version="4")).headers["location"] == here
    assert (await doors.clerk.get(removal)).status_code == 404


async def test_f6_the_list_says_what_comes_next_and_can_be_narrowed(doors: PolicyDoors) -> None:
    await doors.published(title="关于已公开的通知", document_no="沪市监注〔2024〕1号")
    await doors.drafted(title="关于还在写的通知", document_no="沪市监注〔2024〕2号")
    page = (await doors.clerk.get("/desk/policies")).text
    for words in ("现行有效", "负责人审核", "/desk/review-rules", "/desk/policies/new"):
        assert words in page
    narrowed = (await doors.clerk.get("/desk/policies?state=draft")).text
    assert "关于还在写的通知" in narrowed
    assert "关于已公开的通知" not in narrowed
    assert "没有这种状态的文件" in (await doors.clerk.get("/desk/policies?state=withdrawn")).text


async def test_f6_a_service_link_stands_on_the_citizens_page(doors: PolicyDoors) -> None:
    link = {"title": "食品经营许可延续", "url": "https://zwdt.sh.gov.cn/item/1"}
    policy = await doors.published(service_links=[link])
    page = (await doors.citizen.get(f"/policies/{policy['id']}")).text
    assert "办事入口" in page
    assert '<a href="https://zwdt.sh.gov.cn/item/1" rel="noopener noreferrer">食品经营许可延续</a>' in page
    assert (await doors.citizen.get(f"/api/v1/policies/{policy['id']}")).json()["service_links"] == [link]

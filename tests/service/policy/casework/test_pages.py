"""The pages of policies: what citizens find, what the desk offers to whom, and two hands on one text."""

from gongkai_dev.demo.people import demo_people
from policy_service.casework.usecases import load_notice
from tests.service.policy.conftest import WRITTEN, PolicyDoors
from tests.service.policy.forms import submit


async def test_f6_the_first_page_leads_to_everything_a_citizen_can_do(doors: PolicyDoors) -> None:
    policy = await doors.published()
    page = (await doors.citizen.get("/")).text
    assert policy["title"] in page
    for path in (f"/policies/{policy['id']}", "/policies", "/status", "/calendar"):
        assert f'href="{path}"' in page


async def test_f6_the_first_page_is_whole_before_anything_is_published(doors: PolicyDoors) -> None:
    assert "还没有发布的文件" in (await doors.citizen.get("/")).text
    assert "还没有发布的文件" in (await doors.citizen.get("/policies")).text


async def test_f6_a_policy_page_shows_words_particulars_and_the_way_to_ask(doors: PolicyDoors) -> None:
    policy = await doors.published()
    page = (await doors.citizen.get(f"/policies/{policy['id']}")).text
    for words in ("一、适用范围", "沪市监食经〔2024〕12号", "登记处", "主动公开", "2024年7月8日"):
        assert words in page
    assert f'href="/boards/{policy["id"]}#ask"' in page


async def test_f6_a_draft_has_no_public_page(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    assert (await doors.citizen.get(f"/policies/{policy['id']}")).status_code == 404
    assert policy["title"] not in (await doors.citizen.get("/policies")).text


async def test_e2_from_an_empty_sheet_to_the_public_by_hand(doors: PolicyDoors) -> None:
    assert 'name="document_no"' in (await doors.clerk.get("/desk/policies/new")).text
    saved = await submit(doors.clerk, "/desk/policies/new", **WRITTEN)
    assert saved.status_code == 303
    desk = saved.headers["location"]
    assert "审核通过" not in (await doors.clerk.get(desk)).text
    assert "审核通过" in (await doors.head.get(desk)).text
    assert (await submit(doors.head, f"{desk}/review", version="1")).status_code == 303
    assert ">发布</button>" in (await doors.office.get(desk)).text
    assert (await submit(doors.office, f"{desk}/publication", version="2")).status_code == 303
    assert "看公开页面" in (await doors.clerk.get(desk)).text
    assert (await doors.citizen.get(desk.removeprefix("/desk"))).status_code == 200
    assert (await submit(doors.office, f"{desk}/withdrawal", reason="")).status_code == 422
    assert (await submit(doors.office, f"{desk}/withdrawal", reason="文号有误")).status_code == 303
    assert "文号有误" in (await doors.office.get(desk)).text


async def test_f6_a_faulty_sheet_comes_back_with_all_that_was_typed(doors: PolicyDoors) -> None:
    faulty = WRITTEN | {"title": "", "document_no": "无号", "kind": ""}
    answer = await submit(doors.clerk, "/desk/policies/new", **faulty)
    assert answer.status_code == 422
    assert 'href="#f-title"' in answer.text
    assert "许可证到期前三十个工作日内" in answer.text
    answer = await submit(doors.clerk, "/desk/policies/new", **WRITTEN | {"document_no": "无号"})
    assert 'href="#f-document_no"' in answer.text


async def test_e2_the_second_editor_is_told_in_words_and_loses_nothing(doors: PolicyDoors) -> None:
    desk = f"/desk/policies/{(await doors.drafted())['id']}"
    await submit(doors.clerk, f"{desk}/words", **WRITTEN | {"body": "先到的改动。", "version": "1"})
    late = await submit(doors.clerk, f"{desk}/words", **WRITTEN | {"body": "后到的改动。", "version": "1"})
    assert late.status_code == 409
    assert "别人先改了这份文件" in late.text
    assert "后到的改动。</textarea>" in late.text
    assert "先到的改动。</ins>" in late.text
    assert 'name="version" value="2"' in late.text
    again = WRITTEN | {"body": "后到的改动。", "version": "2"}
    assert (await submit(doors.clerk, f"{desk}/words", **again)).status_code == 303


async def test_e2_who_signs_signs_what_was_on_the_page(doors: PolicyDoors) -> None:
    desk = f"/desk/policies/{(await doors.drafted())['id']}"
    await submit(doors.clerk, f"{desk}/words", **WRITTEN | {"body": "改动。", "version": "1"})
    late = await submit(doors.head, f"{desk}/review", version="1")
    assert late.status_code == 409
    assert "别人先改了这份文件" in late.text


async def test_f4_the_list_at_the_desk_shows_the_own_unit_only(doors: PolicyDoors) -> None:
    policy = await doors.drafted()
    assert policy["title"] in (await doors.clerk.get("/desk/policies")).text
    assert policy["title"] in (await doors.office.get("/desk/policies")).text
    assert policy["title"] not in (await doors.stranger.get("/desk/policies")).text
    assert (await doors.stranger.get(f"/desk/policies/{policy['id']}")).status_code == 404


async def test_e14_the_notice_is_the_first_public_policy_and_comes_in_once(doors: PolicyDoors) -> None:
    await load_notice(doors.running, demo_people())
    await load_notice(doors.running, demo_people())
    listed = (await doors.citizen.get("/api/v1/policies")).json()["items"]
    assert [item["document_no"] for item in listed] == ["沪市监办发〔2024〕326号"]
    assert listed[0]["title"] == "上海市市场监督管理局关于推进2024年市场监管政务公开工作的通知"
    assert listed[0]["drafting_unit"] == "office"
    assert listed[0]["formed_on"] == "2024-07-08"
    page = (await doors.citizen.get(f"/policies/{listed[0]['id']}")).text
    for section in (
        "一、巩固政策集成式发布成果",
        "九、中国政府网转办留言办理质量管理",
        "十五、持续加强市局门户网站建设",
    ):
        assert f"{section}" in page
    assert page.count('<h2 id="clause-') == 15

"""Everything that a person may do with a ticket is a form of its case page, filled in as a browser would."""

import re
from html import unescape
from typing import Any

import httpx
import pytest

from gongkai.actor import Role
from gongkai.timepiece import Timepiece
from tests.service.ticket.conftest import TicketDoors, courier_of
from tests.service.ticket.orders import FOUND, NAME, PHONE, REPLY, at
from tests.statements import counted
from ticket_service.casework.pages.case_forms import FORMS
from ticket_service.ticket.domain.lifecycle import roles

HTML = {"Accept": "text/html"}
BROWSER = {"Sec-Fetch-Site": "same-origin", **HTML}


def page_of(ticket: dict[str, Any]) -> str:
    return f"/desk/tickets/{ticket['id']}"


async def shown(who: httpx.AsyncClient, ticket: dict[str, Any]) -> str:
    answer = await who.get(page_of(ticket), headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


def form_of(page: str, name: str) -> dict[str, str]:
    """What the form sends when nobody changes anything: hidden fields, and what stands in it."""
    found = re.search(rf'<form method="post" action="[^"]*/{name}".*?</form>', page, re.DOTALL)
    assert found, f"no form {name}"
    inputs = re.findall(r"<input[^>]*>", found[0])
    typed = [one for one in inputs if 'type="checkbox"' not in one and 'type="radio"' not in one]
    said = {re.findall(r'name="([^"]*)"', one)[0]: unescape(re.findall(r'value="([^"]*)"', one)[0]) for one in typed}
    for one in inputs:
        if 'type="checkbox"' in one and " checked" in one:
            said[re.findall(r'name="([^"]*)"', one)[0]] = "yes"
    for field, words in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', found[0], re.DOTALL):
        said[field] = unescape(words)
    return said


def has_form(page: str, name: str) -> bool:
    return f'/{name}"' in "".join(re.findall(r"<form [^>]*>", page))


async def sent(who: httpx.AsyncClient, ticket: dict[str, Any], name: str, **typed: str) -> httpx.Response:
    """Open the page, fill in a form of it and send it; the fields are named as the API names them."""
    said = form_of(await shown(who, ticket), name)
    filled = said | {f"{name}-{field}": words for field, words in typed.items()}
    return await who.post(f"{page_of(ticket)}/{name}", data=filled, headers=BROWSER)


async def done(who: httpx.AsyncClient, ticket: dict[str, Any], name: str, **typed: str) -> str:
    """The same, and it is accepted; the page to which it leads."""
    answer = await sent(who, ticket, name, **typed)
    assert (answer.status_code, answer.headers.get("Location")) == (303, page_of(ticket)), answer.text
    return await shown(who, ticket)


async def refused(who: httpx.AsyncClient, ticket: dict[str, Any], name: str, **typed: str) -> httpx.Response:
    """The same, and it is not; whatever was typed still stands in the page."""
    answer = await sent(who, ticket, name, **typed)
    assert answer.status_code in (404, 409, 422), answer.text
    for words in typed.values():
        assert words in unescape(answer.text)
    return answer


def next_step(page: str) -> str:
    return re.findall(r'<h2 id="next-step">(.*?)</h2>', page)[0]


async def test_c4_a_clerk_signs_for_an_order(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    assert next_step(await shown(doors.clerk, ticket)) == "下一步：签收并联系市民"
    page = await done(doors.clerk, ticket, "signing")
    assert next_step(page) == "下一步：联系市民"
    assert not has_form(page, "signing")


async def test_c4_a_return_is_asked_for_and_waits_for_the_hotline(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    faulty = await refused(doors.clerk, ticket, "returns", reason="", note="市民在外区")
    assert 'href="#f-returns-reason"' in faulty.text
    page = await done(doors.clerk, ticket, "returns", reason="not_our_area", note="市民在外区")
    assert "非本单位辖区" in page
    assert "已申请退单，热线答复之前继续办理" in page
    assert not has_form(page, "returns")
    assert has_form(page, "contacts")


async def test_c4_an_extension_is_asked_for_by_one_and_granted_by_another(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    for days in ("", "许多", "99"):
        faulty = await refused(doors.clerk, ticket, "extensions", days=days, reason="案情复杂，须抽样")
        assert 'href="#f-extensions-days"' in faulty.text
    page = await done(doors.clerk, ticket, "extensions", days="5", reason="案情复杂，须抽样")
    assert "案情复杂，须抽样" in page
    assert not has_form(page, "extensions")
    assert not has_form(page, "decision"), "only the office decides"
    assert next_step(await shown(doors.office, ticket)) == "下一步：审批延期申请（5个工作日）"
    await refused(doors.office, ticket, "decision", days="很多", granted="yes")
    page = await done(doors.office, ticket, "decision", days="3", granted="yes")
    assert "同意3个工作日" in page
    assert (await doors.read(ticket["id"]))["dealings"]["extensions"][0]["granted"] == 3


async def test_c4_nobody_grants_his_own_extension(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    page = await done(doors.office, ticket, "extensions", days="5", reason="须抽样")
    assert not has_form(page, "decision")
    said = {"version": "2", "decision-granted": "yes"}
    forced = await doors.office.post(f"{page_of(ticket)}/decision", data=said, headers=BROWSER)
    assert forced.status_code == 403
    assert "申请人以外的人" in forced.text


async def test_c4_an_extension_may_be_refused(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    await done(doors.clerk, ticket, "extensions", days="5", reason="须抽样")
    page = await done(doors.office, ticket, "decision", granted="no")
    assert "不同意" in page
    assert has_form(await shown(doors.clerk, ticket), "extensions")


async def test_c4_the_limit_stands_still_and_goes_on(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    assert not has_form(await shown(doors.clerk, ticket), "pauses"), "the head decides"
    faulty = await refused(doors.head, ticket, "pauses", note="等检验结果")
    assert 'href="#f-pauses-rule"' in faulty.text
    page = await done(doors.head, ticket, "pauses", rule="inspection", note="等检验结果")
    assert "办结期限暂停计算（检验、检测、检疫、鉴定）" in page
    assert "暂停中" in page
    assert not has_form(page, "pauses")
    page = await done(doors.clerk, ticket, "resumption")
    assert "恢复" in page
    assert not has_form(page, "resumption")


async def test_c2_a_call_back_review_is_answered_first_but_for_the_call_that_is_owed_today(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    await doors.push("review", occurred="2024-09-30 10:40")
    page = await shown(doors.clerk, ticket)
    assert (next_step(page), "联系市民之后还须答复" in page) == ("下一步：签收并联系市民", True)
    await done(doors.clerk, ticket, "contacts", channel="phone", outcome="reached")
    assert next_step(await shown(doors.clerk, ticket)) == "下一步：答复热线的回访复核"
    await refused(doors.clerk, ticket, "review-reply", reply="")
    page = await done(doors.clerk, ticket, "review-reply", reply="已再次上门核实。")
    assert "已再次上门核实。" in page
    assert not has_form(page, "review-reply")


async def test_c9_a_complaint_goes_through_the_steps_of_the_law(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    assert not has_form(await shown(doors.clerk, ticket), "legal-steps")
    assert 'href="#f-matter-kind"' in (await refused(doors.clerk, ticket, "matter")).text
    page = await done(doors.clerk, ticket, "matter", kind="complaint")
    assert "投诉受理决定" in page
    assert 'href="#f-legal-steps-step"' in (await refused(doors.clerk, ticket, "legal-steps")).text
    page = await done(doors.clerk, ticket, "legal-steps", step="complaint_accepted")
    assert "受理投诉" in page
    assert 'value="complaint_refused"' not in page
    assert 'value="mediation_ended"' in page


async def test_c9_a_repeated_request_is_merged_by_its_number_and_takes_the_report_over(doors: TicketDoors) -> None:
    lead = await doors.reported(order_no="1")
    ticket = await doors.contacted(order_no="2")
    typed = {"kind": "merged", "reason": "同一事项"}
    unknown = await refused(doors.clerk, ticket, "links", other="GD-000000-0000-0", **typed)
    assert (unknown.status_code, 'href="#f-links-other"' in unknown.text) == (404, True)
    assert 'href="#f-links-kind"' in (await refused(doors.clerk, ticket, "links", other=lead["no"])).text
    page = await done(doors.clerk, ticket, "links", other=f" {lead['no'].lower()} ", **typed)
    assert f'<a href="{page_of(lead)}">{lead["no"]}</a>' in page
    assert "主办件：" in page
    page = await done(doors.clerk, ticket, "taken-over")
    assert "已现场检查。" in page
    assert "并入本件：" in await shown(doors.clerk, lead)
    again = await refused(doors.clerk, ticket, "links", other=lead["order_no"], **typed)
    assert again.status_code == 409


async def test_f4_a_linked_ticket_of_another_unit_leads_nowhere_for_the_clerk(doors: TicketDoors) -> None:
    ticket = await doors.ticket(order_no="1")
    other = await doors.ticket(order_no="2", district="黄浦区")
    await done(doors.office, ticket, "links", other=other["no"], kind="related", reason="同一商户")
    page = await shown(doors.clerk, ticket)
    assert other["no"] in page
    assert page_of(other) not in page
    assert page_of(other) in await shown(doors.office, ticket)


async def test_c9_units_that_help_are_ticked_and_give_their_opinion(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    assert not has_form(await shown(doors.clerk, ticket), "co-units")
    assert (await doors.stranger.get(page_of(ticket), headers=HTML)).status_code == 404
    faulty = await refused(doors.head, ticket, "co-units", huangpu="yes")
    assert 'name="co-units-huangpu" value="yes" checked' in faulty.text
    await done(doors.head, ticket, "co-units", huangpu="yes", xuhui="yes", reason="总店在黄浦")
    page = await shown(doors.stranger, ticket)
    assert next_step(page) == "下一步：填写协办意见"
    assert NAME not in page
    assert not has_form(page, "contacts")
    await refused(doors.stranger, ticket, "opinions", text="")
    page = await done(doors.stranger, ticket, "opinions", text="总店无此批次。")
    assert "总店无此批次。" in page
    assert "总店无此批次。" in await shown(doors.clerk, ticket)
    said = form_of(await shown(doors.head, ticket), "co-units")
    assert said["co-units-huangpu"] == "yes"
    unticked = {name: words for name, words in said.items() if name != "co-units-huangpu"}
    answer = await doors.head.post(
        f"{page_of(ticket)}/co-units", data=unticked | {"co-units-reason": "已查清"}, headers=BROWSER
    )
    assert answer.status_code == 303
    assert (await doors.stranger.get(page_of(ticket), headers=HTML)).status_code == 404


async def test_c3_the_office_gives_the_ticket_to_another_unit_and_says_why(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    faulty = await refused(doors.office, ticket, "assignment", unit="huangpu", reason="")
    assert 'href="#f-assignment-reason"' in faulty.text
    assert re.search('value="huangpu" selected', faulty.text)
    page = await done(doors.office, ticket, "assignment", unit="huangpu", reason="商户在黄浦")
    assert "商户在黄浦" in page
    assert "黄浦区市场监管局" in page


async def test_c4_a_closed_ticket_is_put_away_by_the_office(called: TicketDoors) -> None:
    ticket = await called.finished()
    await courier_of(called).step()
    await called.push("survey.result", occurred="2024-09-30 12:00", grade="满意")
    page = await shown(called.office, ticket)
    assert next_step(page) == "下一步：归档"
    assert "满意" in page
    page = await done(called.office, ticket, "archiving")
    assert next_step(page) == "已归档，无需再办"


async def test_f6_the_marks_of_an_order_are_seen_at_once(doors: TicketDoors) -> None:
    ticket = await doors.ticket(priority="紧急", citizen={"name": NAME, "phone": "10012345678", "confidential": True})
    await doors.push("urged", occurred="2024-09-30 10:20")
    await doors.push("supervised", occurred="2024-09-30 10:30")
    marks = re.findall(r'<span class="mark">(.*?)</span>', await shown(doors.clerk, ticket))
    assert marks[:5] == ["国办单", "紧急", "督办1次", "催单1次", "要求保密"]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
async def test_f4_whoever_lacks_the_role_finds_no_form_and_is_turned_away(doors: TicketDoors, form: Any) -> None:
    """The secrecy officer sees every ticket, and has one act of his own."""
    ticket = await doors.ticket()
    outsider = doors.clerk if Role.secrecy in roles(form.act) else doors.secrecy
    assert not has_form(await shown(outsider, ticket), form.name)
    forced = await outsider.post(f"{page_of(ticket)}/{form.name}", data={"version": "1"}, headers=BROWSER)
    assert forced.status_code == 403


async def test_f6_who_was_slower_reads_who_did_what_meanwhile(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    said = form_of(await shown(doors.clerk, ticket), "report")
    await done(doors.head, ticket, "pauses", rule="inspection")
    slower = await doors.clerk.post(
        f"{page_of(ticket)}/report",
        data=said | {"report-handling": "写了很久", "report-reply_points": "答"},
        headers=BROWSER,
    )
    assert slower.status_code == 409
    told = slower.text.partition("您打开页面之后")[2].partition("</ol>")[0]
    assert "暂停计算办结期限" in told
    assert "收到热线转办" not in told
    assert "写了很久" in slower.text
    again = form_of(slower.text, "report")
    assert again["report-handling"] == "写了很久"
    answer = await doors.clerk.post(
        f"{page_of(ticket)}/report", data=again | {"report-reply_points": REPLY}, headers=BROWSER
    )
    assert answer.status_code == 303, "the page that was shown names the version as it is now"


async def test_f6_a_button_pressed_twice_is_no_conflict_with_oneself(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    said = form_of(await shown(doors.clerk, ticket), "signing")
    answers = [await doors.clerk.post(f"{page_of(ticket)}/signing", data=said, headers=BROWSER) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert (await doors.read(ticket["id"]))["version"] == 2
    other = await doors.head.post(f"{page_of(ticket)}/signing", data=said, headers=BROWSER)
    assert other.status_code == 409, "another person did it"


async def test_f6_what_was_typed_is_still_there_when_the_ticket_is_gone(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    said = form_of(await shown(doors.clerk, ticket), "report")
    await doors.push("cancelled", occurred="2024-09-30 11:30")
    late = await doors.clerk.post(
        f"{page_of(ticket)}/report", data=said | {"report-handling": "写了很久"}, headers=BROWSER
    )
    assert late.status_code == 409
    assert not has_form(late.text, "report")
    assert "写了很久" in late.text
    assert "热线撤单" in late.text


async def test_f6_a_page_costs_as_many_statements_for_a_long_history_as_for_a_short_one(doors: TicketDoors) -> None:
    counts = []
    for acts in (1, 6):
        ticket = await doors.contacted(order_no=f"a{acts}")
        for number in range(acts):
            other = await doors.ticket(order_no=f"b{acts}-{number}")
            await done(doors.clerk, ticket, "links", other=other["no"], kind="related", reason="同一商户")
            await done(doors.clerk, ticket, "contacts", channel="phone", outcome="reached")
        with counted(doors.running) as asked:
            await shown(doors.clerk, ticket)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


async def test_c3_a_unit_objects_to_a_dispatch_and_the_office_answers(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    assert 'href="#f-objection-reason"' in (await refused(doors.clerk, ticket, "objection", reason="")).text
    page = await done(doors.clerk, ticket, "objection", reason="商户在黄浦", proposed_unit="huangpu")
    assert "已提出派单异议" in page
    assert not has_form(page, "objection")
    page = await shown(doors.office, ticket)
    assert next_step(page) == "下一步：处理派单异议：改派给其他单位，或者说明为什么不采纳"
    assert "黄浦区市场监管局" in page
    await refused(doors.office, ticket, "refusal", reason="")
    await done(doors.office, ticket, "refusal", reason="门店在浦东")
    page = await shown(doors.clerk, ticket)
    assert "门店在浦东" in page
    assert has_form(page, "objection")


async def test_c9_a_mixed_message_is_split_and_the_order_is_signed_last(doors: TicketDoors) -> None:
    ticket = await doors.reported()
    assert form_of(await shown(doors.clerk, ticket), "parts")["parts-title"] == "超市出售过期酸奶"
    assert 'href="#f-parts-matter"' in (await refused(doors.clerk, ticket, "parts", reason="兼有举报")).text
    typed = {"matter": "report", "content": "举报超市长期出售过期食品。", "reason": "兼有举报"}
    page = await done(doors.clerk, ticket, "parts", **typed)
    part = re.findall(r'拆分件：<a href="/desk/tickets/([^"]*)">', page)[0]
    assert "有1个拆分件尚未办结" in page
    page = await shown(doors.head, ticket)
    assert next_step(page) == "等各拆分件办结后签发办结报告"
    assert not has_form(page, "sign-off")
    page = await shown(doors.clerk, {"id": part})
    assert "原工单" in page
    assert "举报超市长期出售过期食品。" in page
    assert not has_form(page, "parts")
    assert not has_form(page, "returns"), "the hotline knows only the whole order"


async def test_c2_the_citizen_is_told_his_channel_and_the_call_is_kept(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    assert 'href="#f-channel-channel"' in (await refused(doors.clerk, ticket, "channel", note="请向信访部门提出")).text
    page = await done(doors.clerk, ticket, "channel", channel="petition", note="请向信访部门提出")
    assert "请向信访部门提出" in page
    assert "信访" in page
    assert 'href="#f-hold-note"' in (await refused(doors.clerk, ticket, "hold", note="")).text
    page = await done(doors.clerk, ticket, "hold", note="重复来电，留存备查")
    assert "重复来电，留存备查" in page
    assert has_form(page, "contacts"), "the answer stays owed"


PROTECTED = {"name": NAME, "phone": PHONE, "confidential": True}


async def test_f4_a_citizen_who_wants_it_so_is_masked_even_for_his_own_unit(doors: TicketDoors) -> None:
    ticket = await doors.ticket(citizen=PROTECTED)
    page = await shown(doors.clerk, ticket)
    assert NAME not in page
    assert PHONE not in page
    assert 'href="#unmasking"' in page
    nothing = await refused(doors.clerk, ticket, "unmasking", purpose="看")
    assert 'href="#f-unmasking-purpose"' in nothing.text
    assert NAME not in nothing.text
    once = await sent(doors.clerk, ticket, "unmasking", purpose="联系市民核实")
    assert once.status_code == 200
    assert NAME in once.text
    assert f'<a href="tel:{PHONE}">{PHONE}</a>' in once.text
    assert "只显示这一次" in once.text
    page = await shown(doors.clerk, ticket)
    assert NAME not in page
    assert "联系市民核实" in page, "the history tells who looked and why"


async def test_f4_nobody_of_another_unit_unmasks(doors: TicketDoors) -> None:
    ticket = await doors.ticket(citizen=PROTECTED)
    await done(doors.head, ticket, "co-units", huangpu="yes", reason="总店在黄浦")
    for who in (doors.office, doors.stranger):
        assert not has_form(await shown(who, ticket), "unmasking")
        said = {"unmasking-purpose": "联系市民核实"}
        forced = await who.post(f"{page_of(ticket)}/unmasking", data=said, headers=BROWSER)
        assert forced.status_code == 403
        assert NAME not in forced.text


async def test_f6_a_number_is_called_by_touching_it(doors: TicketDoors) -> None:
    page = await shown(doors.clerk, await doors.ticket())
    assert page.count(f'<a href="tel:{PHONE}">{PHONE}</a>') == 2, "in the citizen's panel, and in the form of a contact"


async def test_c5_what_was_found_is_chosen_and_whoever_signs_is_told_what_is_open(doors: TicketDoors) -> None:
    ticket = await doors.contacted()
    page = await done(doors.clerk, ticket, "report", handling="已检查。", reply_points=REPLY, fact="true")
    assert "属实" in page
    assert next_step(page) == "下一步：填齐办结报告里的办理结果，再送签发"
    assert not has_form(await shown(doors.head, ticket), "sign-off")
    version = str((await doors.read(ticket["id"]))["version"])
    kept = await doors.head.post(f"{page_of(ticket)}/sign-off", data={"version": version}, headers=BROWSER)
    assert kept.status_code == 422
    for field in ("claim", "on_site", "result", "reply_mode", "satisfaction"):
        assert f'href="#f-report-{field}"' in kept.text
    said = form_of(await shown(doors.clerk, ticket), "report")
    assert (said["report-handling"], said["report-reply_points"]) == ("已检查。", REPLY)
    page = await done(doors.clerk, ticket, "report", **FOUND | {"on_site_at": "2024-09-30T10:30"})
    assert "2024-09-30 10:30" in page
    page = await done(doors.head, ticket, "sign-off")
    assert "实际解决" in page


async def test_c5_a_report_on_a_suggestion_offers_the_words_of_a_suggestion(doors: TicketDoors) -> None:
    ticket = await doors.contacted(matter="建议")
    page = await shown(doors.clerk, ticket)
    assert 'value="adopted"' in page
    assert 'value="partly_true"' not in page


async def test_c3_what_else_the_hotline_says_is_told_in_words(doors: TicketDoors) -> None:
    page = await shown(doors.clerk, await doors.ticket(place="世纪大道1号", letter="本人原话如下。"))
    assert "世纪大道1号" in page
    assert "本人原话如下。" in page
    assert "小票.jpg" in page


async def test_f6_a_template_fills_the_form_of_the_report(doors: TicketDoors) -> None:
    wanted = {
        "title": "下架",
        "handling": "已到店检查【填写：商户】。",
        "reply_points": "【承办单位】于【今天】电话答复。",
    }
    made = await doors.head.post("/api/v1/reply-templates", json=wanted)
    assert made.status_code == 201, made.text
    ticket = await doors.contacted()
    page = await shown(doors.clerk, ticket)
    assert "套用模板" in page
    filled = await doors.clerk.get(page_of(ticket), params={"template": made.json()["id"]}, headers=HTML)
    said = form_of(filled.text, "report")
    assert said["report-handling"] == "已到店检查【填写：商户】。"
    assert said["report-reply_points"] == "浦东新区市场监管局于2024年9月30日电话答复。"
    assert (await doors.read(ticket["id"]))["report"] is None, "nothing is kept before it is sent"
    left = await doors.clerk.post(f"{page_of(ticket)}/report", data=said, headers=BROWSER)
    assert (left.status_code, 'href="#f-report-handling"' in left.text) == (422, True)
    unknown = await doors.clerk.get(page_of(ticket), params={"template": ticket["id"]}, headers=HTML)
    assert unknown.status_code == 404


async def test_f6_what_is_there_already_is_changed_not_written(doors: TicketDoors) -> None:
    page = await shown(doors.clerk, await doors.reported())
    assert "<summary>修改办结报告</summary>" in page
    assert "填写办结报告</summary>" not in page


async def test_f6_a_form_sent_twice_is_kept_once_and_says_so(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    said = form_of(await shown(doors.clerk, ticket), "contacts")
    tried = said | {"contacts-channel": "phone", "contacts-outcome": "not_answered", "contacts-note": "响铃未接"}
    answers = [await doors.clerk.post(f"{page_of(ticket)}/contacts", data=tried, headers=BROWSER) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 409]
    assert "您刚才已经改动过该办件" in answers[1].text
    assert "刚被他人修改" not in answers[1].text
    assert "响铃未接" in answers[1].text
    assert len((await doors.read(ticket["id"]))["contacts"]) == 1


@pytest.mark.parametrize("number", ["", "  ", "9" * 70, "\u202e1"])
async def test_f3_an_odd_number_of_another_ticket_is_refused_beside_its_field(doors: TicketDoors, number: str) -> None:
    ticket = await doors.ticket()
    faulty = await sent(doors.clerk, ticket, "links", other=number, kind="related", reason="同一商户")
    assert (faulty.status_code, 'href="#f-links-other"' in faulty.text) == (422, True)


@pytest.mark.parametrize("version", ["", "x", "9" * 5000, "²", "-1"])
async def test_f3_an_odd_version_fits_no_ticket(doors: TicketDoors, version: str) -> None:
    ticket = await doors.ticket()
    answer = await doors.clerk.post(f"{page_of(ticket)}/signing", data={"version": version}, headers=BROWSER)
    assert answer.status_code == 409
    assert (await doors.read(ticket["id"]))["state"] == "received"


async def test_c2_a_supervised_order_shows_the_limit_that_the_hotline_set(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    await doors.push("supervised", occurred="2024-09-30 10:30", working_days=3)
    page = await shown(doors.clerk, ticket)
    assert f"{page_of(ticket)}/clocks/supervised" in page
    assert "督办1次" in page


async def test_c7_a_second_round_shows_the_report_of_the_first(doors: TicketDoors) -> None:
    ticket = await doors.finished()
    await doors.push("reopened", occurred="2024-09-30 11:30")
    page = await shown(doors.clerk, ticket)
    assert next_step(page) == "下一步：办理并填写办结报告"
    assert "第2轮办理" in page
    assert REPLY in page.partition("第1轮的办结报告")[2]


async def test_c4_words_that_can_no_longer_be_sent_are_given_back_as_the_form_showed_them(doors: TicketDoors) -> None:
    ticket = await doors.ticket()
    said = form_of(await shown(doors.clerk, ticket), "returns")
    await doors.push("cancelled", occurred="2024-09-30 10:30")
    typed = said | {"returns-reason": "not_our_area", "returns-note": "市民在外区"}
    answer = await doors.clerk.post(f"{page_of(ticket)}/returns", data=typed, headers=BROWSER)
    assert answer.status_code == 409
    kept = answer.text.partition("您填写的内容（现在不能提交，可以复制保存）")[2]
    assert "非本单位辖区" in kept
    assert "市民在外区" in kept
    assert "not_our_area" not in kept
    assert "<title>出错：" in answer.text


async def test_c4_the_history_tells_the_call_before_its_success(doors: TicketDoors) -> None:
    for number in range(6):
        ticket = await doors.ticket(order_no=f"H{number}")
        page = await done(doors.clerk, ticket, "contacts", channel="phone", outcome="reached", note="已说明办理安排")
        acts = re.findall(r'timeline-what">(联系市民|完成先行联系)<', page)
        assert acts == ["联系市民", "完成先行联系"], number


async def test_a5_a_late_call_is_shown_as_late(doors: TicketDoors, timepiece: Timepiece) -> None:
    ticket = await doors.ticket()
    timepiece.move(at("2024-10-11 09:00"))
    page = await done(doors.clerk, ticket, "contacts", channel="phone", outcome="reached", note="已说明办理安排")
    card = page.partition('class="clocks"')[2].partition("</ul>")[0]
    assert "已完成（逾期3个工作日）" in card
    assert "clock-late" in card
    assert "<span>逾期完成</span>" in card
    assert "<span>完成</span>" not in card


async def test_f3_what_does_not_fit_is_marked_at_its_field(doors: TicketDoors) -> None:
    ticket, other = await doors.ticket(order_no="one"), await doors.ticket(order_no="two")
    early = await refused(doors.clerk, ticket, "contacts", channel="phone", outcome="reached", at="2024-09-01T09:00")
    assert 'href="#f-contacts-at"' in early.text
    for act, body, pointer in (
        ("contacts", {"channel": "phone", "outcome": "reached", "at": "2024-09-01T09:00:00Z"}, "/at"),
        ("links", {"other_id": ticket["id"], "kind": "related", "reason": "同一诉求"}, "/other_id"),
        ("links", {"other_id": other["id"], "kind": "part", "reason": "同一诉求"}, "/kind"),
        ("objection", {"reason": "不属本局职责", "proposed_unit": "nowhere"}, "/proposed_unit"),
    ):
        answer = await doors.act(doors.clerk, ticket, act, **body)
        assert [one["pointer"] for one in answer.json()["errors"]] == [pointer], (act, answer.text)
    unit = await doors.act(doors.office, ticket, "assignment", unit="nowhere", reason="不属本局职责")
    assert [one["pointer"] for one in unit.json()["errors"]] == ["/unit"]

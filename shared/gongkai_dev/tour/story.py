"""The tour's story: a policy and its gate, a worked Sunday, the National Day week, a year nobody has announced."""

from typing import Any

from gongkai.timepiece import new_id
from gongkai_dev.hotline_sandbox.attachments import invented_attachments
from gongkai_dev.tour.caller import TourFailed
from gongkai_dev.tour.orders import CLERK, close, contact, explain, hand_over, order, sent_along
from gongkai_dev.tour.publishing import draft, mend, publish_edition, show_held_back
from gongkai_dev.tour.questions import answer, ask, look_up, rate, show_offered_answers
from gongkai_dev.tour.visit import TourVisit


async def tell(visit: TourVisit) -> None:
    """All chapters; at the end the office's clock shows the real time again."""
    try:
        policy = await the_notice(visit)
        await the_gate(visit)
        await a_worked_sunday(visit)
        await the_national_day_week(visit, policy)
        await an_unannounced_year(visit)
        await each_warning_once(visit)
        await the_whole_house(visit)
    finally:
        await visit.set_clock(None)


async def the_notice(visit: TourVisit) -> dict[str, Any]:
    """The notice itself is public; citizens may ask under it."""
    visit.tells.chapter("一、通知本身：已公开的政策")
    page = await visit.public.get("/api/v1/policies", limit=100)
    policy: dict[str, Any] = next(one for one in page["items"] if one["document_no"] == "沪市监办发〔2024〕326号")
    visit.tells.says("公众", f"读到《{policy['title']}》（{policy['document_no']}）")
    [interpretation] = (await visit.public.get(f"/api/v1/policies/{policy['id']}"))["interpretations"]
    elements = interpretation["elements"].values()
    said, waived = (sum(bool(one[name]) for one in elements) for name in ("text", "waived"))
    visit.tells.says("公众", f"同时读到{interpretation['title']}：{said}个要素有说明，{waived}个写明不适用的理由")
    return policy


async def the_gate(visit: TourVisit) -> None:
    """A policy goes public whole and clean, or not at all."""
    visit.tells.chapter("二、发布把关：解读同步，隐私不出门")
    await visit.set_clock("2024-03-25 09:30")
    dossier = await draft(visit)
    await show_held_back(visit, dossier)
    await mend(visit, dossier)
    await publish_edition(visit, dossier)


async def a_worked_sunday(visit: TourVisit) -> None:
    """First contact of an order from before the Qingming break ends on a worked Sunday."""
    visit.tells.chapter("三、清明调休：星期日也是工作日")
    await visit.set_clock("2024-04-03 09:30")
    pushed = order("甲", "2024-04-03 09:20", "咨询预付卡退费", "健身房停业后，如何退还预付卡余额？")
    pushed["attachments"] = invented_attachments(visit.hotline.base, pushed["order_no"])
    handed = await hand_over(visit, "甲", pushed)
    await explain(visit, handed, "first_contact")
    await visit.set_clock("2024-04-07 09:00")
    await visit.warned(handed.warning("first_contact", "due_day"), person=CLERK)
    await visit.set_clock("2024-04-07 10:00")
    await visit.warned(handed.warning("first_contact", "due_day_10"), person=CLERK)
    await sent_along(visit, handed)
    await contact(visit, handed)
    await close(visit, handed)


async def the_national_day_week(visit: TourVisit, policy: dict[str, Any]) -> None:
    """An order and a question of 30 September: both cross the holiday week and the worked Saturday."""
    visit.tells.chapter("四、国庆长假：工单与政策咨询")
    await visit.set_clock("2024-09-30 10:00")
    pushed = order("乙", "2024-09-30 10:00", "咨询食品标签", "进口食品没有中文标签，应向哪里反映？")
    message_id = f"msg_{new_id().hex}"
    handed = await hand_over(visit, "乙", pushed, message_id=message_id)
    again = await hand_over(visit, "乙", pushed, message_id=message_id)
    if again != handed:
        raise TourFailed("The same delivery made a second ticket.")
    visit.tells.says("热线", "重复推送同一工单：仍是同一办件，时限不变")
    await explain(visit, handed, "finish")
    question = await ask(visit, policy)

    await visit.set_clock("2024-10-08 09:00")
    await visit.warned(handed.warning("first_contact", "due_day"), person=CLERK)
    await contact(visit, handed)
    await visit.set_clock("2024-10-10 09:00")
    await visit.warned(question.warning("left_2"), person="office.clerk")
    await visit.set_clock("2024-10-11 09:00")
    await visit.warned(question.warning("left_1"), person="office.clerk")
    await answer(visit, question)
    await look_up(visit, question)
    await rate(visit, question)
    await show_offered_answers(visit, question)
    for moment, stage in (("10-18", "left_5"), ("10-23", "left_2"), ("10-24", "left_1"), ("10-25", "due_day")):
        await visit.set_clock(f"2024-{moment} 09:00")
        await visit.warned(handed.warning("finish", stage), person=CLERK)
    await close(visit, handed)


async def an_unannounced_year(visit: TourVisit) -> None:
    """Fifteen working days from mid-December 2026 end in a year whose holidays nobody has announced."""
    visit.tells.chapter("五、跨入尚未公布放假安排的2027年")
    await visit.set_clock("2026-12-14 10:00")
    pushed = order("丙", "2026-12-14 10:00", "咨询网购发票", "网店拒绝开具发票，应如何处理？")
    handed = await hand_over(visit, "丙", pushed)
    await explain(visit, handed, "finish")
    await visit.set_clock("2026-12-15 09:00")
    await visit.warned(handed.warning("first_contact", "due_day"), person=CLERK)
    await contact(visit, handed)


async def each_warning_once(visit: TourVisit) -> None:
    """Nobody was warned twice of the same, or of anything that was not due."""
    visit.tells.chapter("六、核对：每个预警只发一次")
    subjects = sorted({one.subject_id for one in visit.expected})
    given = [
        (one["subject_id"], one["clock"], one["stage"])
        for person in (CLERK, "office.clerk")
        for one in await visit.warnings_of(person, subjects)
    ]
    wanted = sorted((one.subject_id, one.clock, one.stage) for one in visit.expected)
    if sorted(given) != wanted:
        raise TourFailed(f"Given {len(given)} warnings, expected {len(wanted)}: {set(given) ^ set(wanted)}")
    visit.tells.says("核对", f"应发 {len(wanted)} 个预警，实发 {len(given)} 个，无重复、无遗漏")


async def the_whole_house(visit: TourVisit) -> None:
    """All four services answer and nothing is stuck."""
    visit.tells.chapter("七、运行状况")
    ops = await (await visit.as_person("office.ops")).get("/api/v1/ops")
    for one in ops["services"]:
        if not one["reachable"]:
            raise TourFailed(f"{one['service']} cannot be reached.")
        visit.tells.says(one["title"], f"正常，死信 {one['health']['dead_letters']}")

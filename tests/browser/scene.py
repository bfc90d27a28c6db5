"""What stands in the suite before the readers come: orders, questions and warnings of one October in 2024."""

from dataclasses import dataclass, field
from typing import Any, Final

from gongkai.timepiece import new_id
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from gongkai_dev.tour.caller import until
from gongkai_dev.tour.orders import CLERK, FOUND, HEAD, order
from gongkai_dev.tour.visit import TourVisit
from tests.browser.case_files import case_file, sent_along
from tests.browser.dossiers import dossiers
from tests.browser.full_case import full_case
from tests.suite.differing import OFFICE, let_lists_differ

NOTICE: Final = "沪市监办发〔2024〕326号"
NOTICE_TITLE: Final = "上海市市场监督管理局关于推进2024年市场监管政务公开工作的通知"
RECEIVED: Final = "2024-09-30 10:00"
TODAY: Final = "2024-10-08 09:30"
INQUIRER: Final = "office.clerk"
REVIEWER: Final = "office.head"
ORDERS: Final = {
    "open_ticket": ("预付卡余额退费", "健身房停业后联系不上经营者，预付卡余额如何退还？"),
    "reported_ticket": ("进口食品标签", "进口食品没有中文标签，应向哪里反映？"),
    "finished_ticket": ("电子秤计量", "菜场摊位的电子秤显示不准，请核查。"),
    "keyboard_ticket": ("儿童用品标识", "儿童推车没有合格证，如何处理？"),
    "desk_ticket": ("餐饮明厨亮灶", "餐馆后厨不公开，是否可以举报？"),
    "bare_ticket": ("快递包裹破损", "快递包裹破损，保价如何理赔？"),
    "contacted_ticket": ("网店营业执照公示", "网店首页找不到营业执照信息，是否符合规定？"),
}
QUESTIONS: Final = {
    "asked": "政策解读材料是否与文件同时公布？",
    "drafted": "主题库里的文件多久巡检一次？发现缺漏向哪里反映？",
    "answered": "在哪里可以查到本局发布的全部规范性文件？",
}
ANSWER: Final = "全部规范性文件都收在“政策公开”栏目，可按发布时间查阅；如有缺漏，请在对应文件下留言。"
REPORT: Final = {
    "handling": "已到现场核查，并向当事人说明处理依据和结果。",
    "reply_points": "浦东新区市场监管局已核查处理，并于当日电话答复市民。",
    **FOUND,
}
TWINS: Final = "SHTWINS-"
"""How the numbers of two orders begin that nobody touches but who signs for both at once."""
TEMPLATE: Final = {
    "title": "预付卡退费",
    "handling": "【承办单位】于【联系时间】与市民联系，并到经营场所核查：【填写：核查情况】。",
    "reply_points": "【今天】【承办单位】答复市民：【填写：处理结果】。",
}


@dataclass
class Scene:
    """The names by which the tests know the real things: `{open_ticket}` → its id."""

    names: dict[str, str] = field(default_factory=dict)

    def at(self, address: str) -> str:
        """An address with the real ids in it."""
        return address.format(**self.names)


async def set_up(visit: TourVisit, hotline: HotlineSandbox) -> Scene:
    """Everything is handed over, asked and worked on as far as its name says."""
    scene = Scene()
    await visit.set_clock(RECEIVED)
    scene.names["policy"] = await notice_of(visit)
    for name, (title, content) in ORDERS.items():
        pushed = order("乙", RECEIVED, title, content)
        if name == "contacted_ticket":
            pushed["attachments"] = sent_along(hotline, pushed["order_no"])
        receipt = (await hotline.push("transfer.created", pushed)).json()
        scene.names[name] = receipt["ticket_id"]
    for number in ("1", "2"):
        twin = order("丙", RECEIVED, "早餐摊占道", "摊位占用人行道，请核实。") | {"order_no": f"{TWINS}{number}"}
        await hotline.push("transfer.created", twin)
    for name, words in QUESTIONS.items():
        await _ask(visit, scene, name, words)
    await _work_on_tickets(visit, scene)
    scene.names["case_file"] = await case_file(visit, scene.names["contacted_ticket"])
    scene.names["full_ticket"] = await full_case(visit, hotline, RECEIVED, scene.names["contacted_ticket"])
    await _work_on_questions(visit, scene)
    scene.names |= await dossiers(visit)
    template = await (await visit.as_person(HEAD)).send("POST", "/api/v1/reply-templates", json=TEMPLATE)
    scene.names["reply_template"] = template.json()["id"]
    await visit.set_clock(TODAY)
    await _warned(visit)
    await _reconciled(visit, hotline, scene)
    return scene


async def notice_of(visit: TourVisit) -> str:
    """The id of the notice, as soon as it is public and questions may be asked under it."""

    async def published() -> Any | None:
        items = (await visit.public.get("/api/v1/policies", limit=100))["items"]
        return next((one["id"] for one in items if one["document_no"] == NOTICE), None)

    policy = str(await until(published, "the notice is public"))
    await until(lambda: _open(visit, f"/api/v1/boards/{policy}"), "its board is open")
    return policy


async def _ask(visit: TourVisit, scene: Scene, name: str, words: str) -> None:
    board = f"/api/v1/boards/{scene.names['policy']}"
    receipt = (
        await visit.public.send(
            "POST", f"{board}/questions", json={"text": words}, headers={"Idempotency-Key": new_id().hex}
        )
    ).json()
    scene.names |= {f"{name}_no": receipt["receipt_no"], f"{name}_code": receipt["query_code"]}
    items = (await (await visit.as_person(INQUIRER)).get("/api/v1/inquiries", limit=100))["items"]
    scene.names[name] = next(one["id"] for one in items if one["receipt_no"] == receipt["receipt_no"])


async def _open(visit: TourVisit, board: str) -> bool | None:
    return (await visit.client.get(board)).is_success or None


async def _work_on_tickets(visit: TourVisit, scene: Scene) -> None:
    clerk, head = await visit.as_person(CLERK), await visit.as_person(HEAD)
    contact = {"channel": "phone", "outcome": "reached", "note": "已说明办理安排。"}
    for name in ("contacted_ticket", "reported_ticket", "finished_ticket"):
        path = f"/api/v1/tickets/{scene.names[name]}"
        await clerk.change("POST", f"{path}/contacts", path, lambda one: one["contacted_at"] is not None, contact)
        if name != "contacted_ticket":
            await clerk.change("PUT", f"{path}/report", path, lambda one: one["report"] is not None, REPORT)
    await head.change("POST", f"{path}/sign-off", path, lambda one: one["finished_at"] is not None, None)


async def _work_on_questions(visit: TourVisit, scene: Scene) -> None:
    clerk, head = await visit.as_person(INQUIRER), await visit.as_person(REVIEWER)
    for name in ("drafted", "answered"):
        path = f"/api/v1/inquiries/{scene.names[name]}"
        await clerk.change("PUT", f"{path}/answer", path, lambda one: one["state"] != "asked", {"answer": ANSWER})
    await head.change("POST", f"{path}/review", path, lambda one: one["state"] == "answered", None)


async def _warned(visit: TourVisit) -> None:
    """The first contact of the open ticket ends today: its clerk has been told."""
    clerk = await visit.as_person(CLERK)

    async def told() -> bool | None:
        return bool((await clerk.get("/api/v1/warnings", limit=100))["items"]) or None

    await until(told, "the clerk is warned")


async def _reconciled(visit: TourVisit, hotline: HotlineSandbox, scene: Scene) -> None:
    """The two sides' lists differ; what went to the hotline stands in the ledger."""
    scene.names["difference"] = await let_lists_differ(visit, hotline)
    office = await visit.as_person(OFFICE)

    async def sent() -> Any | None:
        delivered = await office.get("/api/v1/ticket-service/deliveries", state="delivered")
        return next((one["id"] for one in delivered if one["kind"] == "report.filed"), None)

    scene.names["delivery"] = str(await until(sent, "the report is delivered"))

"""A policy on the tour: held back by the gate with all that is wrong, mended, and public in one step."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from gongkai.timepiece import new_id
from gongkai_dev.tour.caller import TourFailed, until
from gongkai_dev.tour.visit import TourVisit

CLERK: Final = "food_production.clerk"
HEAD: Final = "food_production.head"
OFFICE: Final = "office.supervisor"
# A county without a code and a block of numbers without operator: nobody has these.
ID_CARD: Final = "319999199001010001"
PHONE: Final = "15400000000"
MASKED: Final = "154****0000"
TITLE: Final = "关于食品小作坊延续登记工作的通知（导览示例）"
BODY: Final = f"""各区市场监管局：

一、适用范围

在本市登记的食品小作坊，登记到期后继续生产的，适用本通知。

二、办理时间

到期前三十日内向所在区市场监管局提出，区局十个工作日内办结。

三、咨询电话

联系人：欧阳测，电话{PHONE}。

（此件公开发布）"""
FORM_NAME: Final = "申请表.txt"
FORM: Final = "食品小作坊延续登记申请表\n小作坊名称：\n登记证编号：\n"
FILLED_FORM: Final = f"{FORM}负责人身份证号：{ID_CARD}\n"
ELEMENTS: Final[dict[str, dict[str, str]]] = {
    "background": {"text": "为了让食品小作坊延续登记有章可循，制定这份通知。"},
    "goals": {"text": "到期前办好延续，生产不中断。"},
    "innovations": {"text": "各区的办理时间统一。"},
    "changes": {"waived": "此前没有专门的文件，无新旧差异。"},
    "scope": {"text": "在本市登记、到期后还要继续生产的食品小作坊。"},
    "standards": {"text": "到期前三十日内申请，十个工作日内办结。"},
    "cautions": {"text": "过期再申请的，按新办登记处理。"},
    "benefits": {"waived": "通知只规定办理程序，没有惠企资金。"},
    "conditions": {"text": "登记证仍在有效期内。"},
    "terms": {"text": "延续登记：到期前申请，原登记继续有效。"},
}
LEFT_OUT: Final = ("cautions", "terms")


@dataclass(frozen=True, slots=True)
class Dossier:
    """The policy at the desks of its unit."""

    id: str

    @property
    def path(self) -> str:
        """The policy over REST."""
        return f"/api/v1/policies/{self.id}"

    @property
    def record(self) -> str:
        """As its unit sees it."""
        return f"{self.path}/record"


async def draft(visit: TourVisit) -> Dossier:
    """The clerk writes a normative document down, and puts a form to it that somebody has filled in."""
    document_no = f"沪市监规范〔2024〕{int(new_id().hex[-8:], 16) % 900_000 + 100_000}号"
    written = {
        "title": TITLE,
        "document_no": document_no,
        "formed_on": "2024-03-25",
        "effective_on": "2024-05-01",
        "expires_on": "2026-04-30",
        "disclosure": "active",
        "normative": True,
        "audiences": ["food_producer"],
        "body": BODY,
    }
    clerk = await visit.as_person(CLERK)
    dossier = Dossier((await clerk.send("POST", "/api/v1/policies", json=written)).json()["id"])
    visit.tells.name(document_no, "文号")
    visit.tells.says("经办人", f"起草《{TITLE}》{document_no}，标为行政规范性文件")
    await _attach(visit, dossier, FILLED_FORM)
    visit.tells.says("经办人", "误把一份填过的申请表传为附件")
    return dossier


async def show_held_back(visit: TourVisit, dossier: Dossier) -> None:
    """Without interpretation it passes no gate; with half of one the refusal lists everything that is missing."""
    gate = await (await visit.as_person(CLERK)).get(f"{dossier.path}/gate")
    for point in gate["points"]:
        visit.tells.says("预检", point["detail"])
    half = {name: answer for name, answer in ELEMENTS.items() if name not in LEFT_OUT}
    await _interpret(visit, dossier, half)
    visit.tells.says("经办人", f"写了文字解读，漏了{len(LEFT_OUT)}个要素")
    await _sign(visit, dossier)
    problem = await (await visit.as_person(OFFICE)).refused("POST", f"{dossier.path}/publication")
    if not problem["type"].endswith(":publication-refused") or len(problem["errors"]) != len(LEFT_OUT) + 1:
        raise TourFailed(f"The gate did not say what it had to say: {problem}")
    visit.tells.says("办公室", f"发布 → {problem['detail']}")
    for point in problem["errors"]:
        visit.tells.says("把关", point["detail"])
    await visit.public.refused("GET", dossier.path)


async def mend(visit: TourVisit, dossier: Dossier) -> None:
    """An empty form, a whole interpretation; that voids the signature, and the head signs again."""
    await _attach(visit, dossier, FORM)
    await _interpret(visit, dossier, ELEMENTS)
    visit.tells.says("经办人", "换上空白申请表，补齐十个要素；改动后原来的审核作废")
    await _sign(visit, dossier)


async def publish_edition(visit: TourVisit, dossier: Dossier) -> None:
    """One step: policy, interpretation and attachment are public, and the board opens."""
    await (await visit.as_person(OFFICE)).change(
        "POST", f"{dossier.path}/publication", dossier.record, lambda one: one["state"] == "published", None
    )
    policy = await visit.public.get(dossier.path)
    [interpretation] = policy["interpretations"]
    [attachment] = policy["attachments"]
    visit.tells.says(
        "办公室", f"发布 → 第{policy['edition']}版，同时公开：{interpretation['title']}、附件{attachment['title']}"
    )
    if interpretation["policy_path"] != policy["path"] or not interpretation["path"].startswith(policy["path"]):
        raise TourFailed("Policy and interpretation do not lead to each other.")
    form = (await visit.public.send("GET", attachment["path"])).text
    if PHONE in str(policy) or ID_CARD in form or MASKED not in policy["html"]:
        raise TourFailed("Something private is public.")
    line = next(line for line in policy["html"].splitlines() if MASKED in line)
    visit.tells.says("公众", f"读到的正文：{line.removeprefix('<p>').removesuffix('</p>')}")
    board = await until(lambda: _board(visit, dossier), "the board is open")
    visit.tells.says("留言板", f"已随文件开放，可就{len(board['clauses'])}个条款提问")


async def _attach(visit: TourVisit, dossier: Dossier, form: str) -> None:
    path = f"{dossier.path}/attachments?name={quote(FORM_NAME)}&title={quote('申请表')}"
    size = len(form.encode())

    def there(policy: Any) -> bool:
        return [one["size"] for one in policy["attachments"]] == [size]

    await (await visit.as_person(CLERK)).change("PUT", path, dossier.record, there, form.encode())


async def _interpret(visit: TourVisit, dossier: Dossier, elements: dict[str, dict[str, str]]) -> None:
    """Write the interpretation, or replace the one that is there."""
    clerk = await visit.as_person(CLERK)
    body = {"form": "text", "title": f"《{TITLE}》解读", "elements": elements}
    there = (await clerk.get(dossier.record))["interpretations"]
    method, path = ("PUT", f"/{there[0]['id']}") if there else ("POST", "")

    def written(policy: Any) -> bool:
        return [len(one["elements"]) for one in policy["interpretations"]] == [len(elements)]

    await clerk.change(method, f"{dossier.path}/interpretations{path}", dossier.record, written, body)


async def _sign(visit: TourVisit, dossier: Dossier) -> None:
    head = await visit.as_person(HEAD)
    await head.change("POST", f"{dossier.path}/review", dossier.record, lambda one: one["state"] == "reviewed", None)
    visit.tells.says("负责人", "审核通过，送办公室发布")


async def _board(visit: TourVisit, dossier: Dossier) -> Any | None:
    """The board, once the event has come."""
    answer = await visit.public.look(f"/api/v1/boards/{dossier.id}")
    return answer if answer and answer["clauses"] else None

"""Policies on their way to the public: one with faults, one with a mark of secrecy, one that waits for its release."""

from typing import Any, Final

from gongkai_dev.tour.caller import Caller
from gongkai_dev.tour.visit import TourVisit
from tests.unit.documents.made import docx, paragraph, pdf, shown

WRITER: Final = "registration.clerk"
SIGNER: Final = "registration.head"
WRITTEN: Final[dict[str, Any]] = {
    "document_no": "",
    "formed_on": "2024-09-26",
    "disclosure": "active",
    "normative": True,
    "body": "一、适用范围\n本市个体工商户。联系电话：13812345678。\n\n二、办理方式\n可以全程网上办理。",
    "service_links": [{"title": "个体工商户开办", "url": "https://zwdt.sh.gov.cn/item/1"}],
}
ANSWERED: Final = {
    "background": "为落实促进个体工商户发展条例。",
    "goals": "让登记一次办成。",
    "innovations": "材料由系统自动带出。",
    "changes": "由两次到场改为不用到场。",
    "scope": "本市个体工商户。",
    "standards": "按市场主体登记管理条例执行。",
    "cautions": "地址变化后三十日内办理变更。",
    "benefits": "免收登记费用。",
    "conditions": "有固定的经营场所。",
    "terms": "开办：从申请到领取执照。",
}


async def dossiers(visit: TourVisit) -> dict[str, str]:
    """Their ids by name."""
    writer, signer = await visit.as_person(WRITER), await visit.as_person(SIGNER)
    names: dict[str, str] = {}
    policy = await drafted(writer, "沪市监注规〔2024〕91号", "关于便利个体工商户登记的通知")
    policy = await explained(writer, policy, leaving_out=("background", "terms"))
    paper = docx(paragraph("身份证号：11010519491231002X"))
    policy = await attached(writer, policy, "申请表.docx", paper)
    names |= {"faulty_policy": policy["id"], "faulty_text": policy["interpretations"][0]["id"]}
    names |= {"faulty_file": policy["attachments"][0]["file_id"]}
    policy = await drafted(
        writer, "沪市监注〔2024〕92号", "关于内部事项的通知", body="机密★一年\n\n请办理。", normative=False
    )
    names["held_policy"] = policy["id"]
    policy = await drafted(writer, "沪市监注规〔2024〕93号", "关于年度报告公示的通知")
    policy = await explained(writer, policy)
    policy = await attached(writer, policy, "报告.pdf", pdf(shown("form")))
    await signer.send("POST", f"/api/v1/policies/{policy['id']}/review")
    return names | {"reviewed_policy": policy["id"]}


async def drafted(writer: Caller, document_no: str, title: str, **changed: Any) -> dict[str, Any]:
    """A new policy."""
    written = WRITTEN | {"document_no": document_no, "title": title} | changed
    return dict((await writer.send("POST", "/api/v1/policies", json=written)).json())


async def explained(writer: Caller, policy: dict[str, Any], leaving_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """With an interpretation."""
    elements = {name: {"text": words} for name, words in ANSWERED.items() if name not in leaving_out}
    written = {"form": "text", "title": f"《{policy['title']}》解读", "elements": elements}
    path = f"/api/v1/policies/{policy['id']}/interpretations"
    return dict((await writer.send("POST", path, json=written, headers=as_read(policy))).json())


async def attached(writer: Caller, policy: dict[str, Any], name: str, content: bytes) -> dict[str, Any]:
    """With one more file."""
    path = f"/api/v1/policies/{policy['id']}/attachments"
    sent = await writer.send("PUT", path, params={"name": name}, content=content, headers=as_read(policy))
    return dict(sent.json())


def as_read(policy: dict[str, Any]) -> dict[str, str]:
    """The version that the writer has before him."""
    return {"If-Match": f'"{policy["version"]}"'}

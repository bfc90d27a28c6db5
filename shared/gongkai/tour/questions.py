"""A citizen's question on the tour: asked under a policy, answered under it, looked up by its receipt."""

from dataclasses import dataclass
from typing import Any, Final

from gongkai.timepiece import new_id
from gongkai.tour.caller import TourFailed, until
from gongkai.tour.visit import Expected, Visit

CLERK: Final = "office.clerk"
HEAD: Final = "office.head"
QUESTION: Final = "政策解读材料是否与文件同时公布？"
ANSWER: Final = "市市场监管局办公室答复：解读材料与文件同步起草、同步审签、同步发布，可在政策页面直接查看。"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that has its receipt."""

    inquiry_id: str
    policy_id: str
    receipt_no: str
    query_code: str

    def warning(self, stage: str) -> Expected:
        """A warning about this question."""
        return Expected(self.inquiry_id, self.receipt_no, "reply", stage)


async def ask(visit: Visit, policy: dict[str, Any]) -> Asked:
    """The citizen asks, twice by mistake, and gets one receipt."""
    path, key = f"/api/v1/boards/{policy['id']}/questions", new_id().hex
    body = {"text": QUESTION}
    headers = {"Idempotency-Key": key}
    receipt = (await visit.public.send("POST", path, json=body, headers=headers)).json()
    again = (await visit.public.send("POST", path, json=body, headers=headers)).json()
    if again != receipt:
        raise TourFailed("The second click asked a second question.")
    clerk = await visit.as_person(CLERK)

    async def found() -> Any | None:
        items = (await clerk.get("/api/v1/inquiries", limit=100))["items"]
        return next((one for one in items if one["receipt_no"] == receipt["receipt_no"]), None)

    inquiry = await until(found, "the clerk sees the question")
    visit.tells.name(receipt["receipt_no"], "回执号")
    visit.tells.says(
        "市民", f"在政策下提问（点了两次）→ 一个回执号 {receipt['receipt_no']}，承诺 {receipt['due_on']} 前答复"
    )
    await visit.counts(inquiry["id"], "reply", person=CLERK, still=True)
    return Asked(inquiry["id"], policy["id"], receipt["receipt_no"], receipt["query_code"])


async def answer(visit: Visit, asked: Asked) -> None:
    """The clerk writes, the head reviews, the answer stands under the policy."""
    path = f"/api/v1/inquiries/{asked.inquiry_id}"
    await (await visit.as_person(CLERK)).change(
        "PUT", f"{path}/answer", path, lambda one: one["state"] != "asked", {"answer": ANSWER}
    )
    visit.tells.says("经办人", f"{asked.receipt_no} 答复已起草")
    await (await visit.as_person(HEAD)).change(
        "POST", f"{path}/review", path, lambda one: one["state"] == "answered", None
    )
    board = await visit.public.get(f"/api/v1/boards/{asked.policy_id}", limit=100)
    if not any(one["answer"] == ANSWER for one in board["items"]):
        raise TourFailed("The answer does not stand under the policy.")
    visit.tells.says("负责人", f"{asked.receipt_no} 答复已审核，公布在政策下方")
    await visit.counts(asked.inquiry_id, "reply", person=CLERK, still=False)


async def look_up(visit: Visit, asked: Asked) -> None:
    """The citizen looks where the question is."""
    body = {"receipt_no": asked.receipt_no, "query_code": asked.query_code}
    status = (await visit.public.send("POST", "/api/v1/inquiries/lookup", json=body)).json()
    visit.tells.says("市民", f"凭回执号与查询码查看：{status['words']}")

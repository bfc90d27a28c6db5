"""A citizen's question on the tour: asked about a clause, answered under it, rated, and offered to the next asker."""

from dataclasses import dataclass
from typing import Any, Final

from gongkai.timepiece import new_id
from gongkai_dev.tour.caller import TourFailed, until
from gongkai_dev.tour.visit import ExpectedStep, TourVisit

CLERK: Final = "office.clerk"
HEAD: Final = "office.head"
CLAUSE: Final = "clause-2"
"""二、完善政策多元化解读和发布机制."""
# 154 is a block of numbers that no operator has.
PHONE: Final = "15400000000"
MASKED: Final = "154****0000"
QUESTION: Final = f"政策解读材料是否与文件同时公布？我的电话是{PHONE}。"
ANSWER: Final = (
    "市市场监管局办公室答复：解读材料与文件同步起草、同步审签、同步发布，可在政策页面直接查看。"
    f"如需进一步了解，我们会拨打您留下的{PHONE}。"
)


@dataclass(frozen=True, slots=True)
class TourQuestion:
    """A question that has its receipt."""

    inquiry_id: str
    policy_id: str
    receipt_no: str
    query_code: str

    def warning(self, stage: str) -> ExpectedStep:
        """A warning about this question."""
        return ExpectedStep(self.inquiry_id, self.receipt_no, "reply", stage)


async def ask(visit: TourVisit, policy: dict[str, Any]) -> TourQuestion:
    """The citizen asks, twice by mistake, and gets one receipt."""
    path, key = f"/api/v1/boards/{policy['id']}/questions", new_id().hex
    body = {"text": QUESTION, "clause": CLAUSE}
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
    return TourQuestion(inquiry["id"], policy["id"], receipt["receipt_no"], receipt["query_code"])


async def answer(visit: TourVisit, asked: TourQuestion) -> None:
    """The clerk writes, the head reviews, the answer stands under the policy."""
    path = f"/api/v1/inquiries/{asked.inquiry_id}"
    await (await visit.as_person(CLERK)).change(
        "PUT", f"{path}/answer", path, lambda one: one["state"] != "asked", {"answer": ANSWER}
    )
    visit.tells.says("经办人", f"{asked.receipt_no} 答复已起草")
    await (await visit.as_person(HEAD)).change(
        "POST", f"{path}/review", path, lambda one: one["state"] == "answered", None
    )
    visit.tells.says("负责人", f"{asked.receipt_no} 答复已审核，公布在政策下方")
    await _stands_under_the_policy(visit, asked)
    await visit.counts(asked.inquiry_id, "reply", person=CLERK, still=False)


async def _stands_under_the_policy(visit: TourVisit, asked: TourQuestion) -> None:
    """For everybody, masked, linked to the clause; on the board's page as in the answer for machines."""
    board = await visit.public.get(f"/api/v1/boards/{asked.policy_id}", limit=100)
    public = next((one for one in board["items"] if one["id"] == asked.inquiry_id), None)
    page = (await visit.public.send("GET", f"/boards/{asked.policy_id}")).text
    if public is None or public["answer"] != ANSWER.replace(PHONE, MASKED):
        raise TourFailed("The answer does not stand under the policy as it should.")
    if PHONE in str(board) + page or MASKED not in page:
        raise TourFailed("A telephone number is public.")
    if f"/policies/{asked.policy_id}#{CLAUSE}" not in page:
        raise TourFailed("The answer is not linked to its clause.")
    visit.tells.says("公众", f"问：{public['text']}")
    visit.tells.says("公众", f"答：{public['answer']}")
    visit.tells.says("公众", f"链接到条款：{public['clause']['title']}")


async def show_offered_answers(visit: TourVisit, asked: TourQuestion) -> None:
    """Before the next citizen asks the same, the answer is there."""
    similar = await visit.public.get(f"/api/v1/boards/{asked.policy_id}/similar", text="解读是和文件一起公布吗")
    found = [one for one in similar["items"] if one["policy_id"] == asked.policy_id]
    if not found:
        raise TourFailed("Nothing similar was offered.")
    visit.tells.says("另一市民", f"还没提问，先看到相似的已答复问题：{found[0]['text']}")


async def rate(visit: TourVisit, asked: TourQuestion) -> None:
    """The citizen is content; a second click changes nothing."""
    body = {"receipt_no": asked.receipt_no, "query_code": asked.query_code, "rating": "satisfied"}
    for _ in range(2):
        status = (await visit.public.send("POST", "/api/v1/inquiries/lookup/rating", json=body)).json()
        if status["rating"] != "satisfied":
            raise TourFailed("The rating was not kept.")
    visit.tells.says("市民", "评价：满意（点了两次，只记一次）")


async def look_up(visit: TourVisit, asked: TourQuestion) -> None:
    """The citizen looks where the question is."""
    body = {"receipt_no": asked.receipt_no, "query_code": asked.query_code}
    status = (await visit.public.send("POST", "/api/v1/inquiries/lookup", json=body)).json()
    visit.tells.says("市民", f"凭回执号与查询码查看：{status['words']}")

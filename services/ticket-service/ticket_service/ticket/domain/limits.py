"""What the bureau owes the hotline and the citizen for an order, in working days."""

from typing import Final

from gongkai.worktime.clock import Moment
from gongkai.worktime.limit import Limit

Owed = tuple[Limit, Moment]
"""A limit, and what an act means for its clock."""

BASIS: Final = "沪市监办发〔2024〕326号 §9"
CONTACT_WITHIN: Final = Limit(
    "first_contact",
    working_days=1,
    title="先行联系",
    basis=BASIS,
    starts="收到转办事项之日",
    met_by="联系上市民；或不同时间3次以上联系未果",
)
FINISH_WITHIN: Final = Limit(
    "finish",
    working_days=15,
    title="办结",
    basis=BASIS,
    starts="收到转办事项之日",
    met_by="办结报告签发",
)
REVIEW_WITHIN: Final = Limit(
    "callback_review",
    working_days=3,
    title="回访复核",
    basis="沪府办〔2018〕62号（由办公室核定）",
    starts="收到回访复核之日",
    met_by="答复热线",
)
SUPERVISED_WITHIN: Final = Limit(
    "supervised",
    working_days=15,
    title="督办",
    basis="热线督办单所定的督办时限（工作日，逐单确定，最长15个）",
    starts="收到督办之日",
    met_by="办结报告签发",
)
"""The hotline says how many days each time; this is the most. Of several that run, the earliest end holds."""
AT_ONCE: Final = (CONTACT_WITHIN, FINISH_WITHIN)
"""What is owed from the receipt of every order."""

"""By when a citizen's question is answered."""

from typing import Final

from gongkai.worktime.limit import Limit

REPLY_WITHIN: Final = Limit(
    "reply",
    working_days=5,
    title="咨询答复",
    basis="沪市监办发〔2024〕326号 §3",
    starts="收到咨询",
    met_by="答复在文件下公开",
)
CONSULT_WITHIN: Final = Limit(
    "consult_reply",
    working_days=5,
    title="我要咨询答复",
    basis="沪市监办发〔2024〕326号 §9",
    starts="收到咨询",
    met_by="答复提问人，能当场答复的当场答复",
)
LIMITS: Final = (REPLY_WITHIN, CONSULT_WITHIN)

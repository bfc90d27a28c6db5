"""What people are told at once, outside any limit: a policy taken back in an emergency, a publication held back, a call
to help with a ticket."""

from typing import Final

EMERGENCY: Final = "emergency"
HELD_BACK: Final = "held_back"
CO_HANDLING: Final = "co_handling"
ALERT_TITLES: Final = {EMERGENCY: "文件紧急撤下", HELD_BACK: "定时发布未通过审查", CO_HANDLING: "请协办热线工单"}
ALERT_WORDS: Final = {
    EMERGENCY: "请立即核查处理",
    HELD_BACK: "请修改后重新安排发布",
    CO_HANDLING: "请查看并填写协办意见",
}
"""By stage, for they stand among the warnings and the ladder says who is told of them."""
URGENT: Final = (EMERGENCY, HELD_BACK)
CLOCK: Final = "publication"
"""What stands in the place of a limit's code."""
LONGEST_TITLE: Final = 80
LONGEST_REF: Final = 80

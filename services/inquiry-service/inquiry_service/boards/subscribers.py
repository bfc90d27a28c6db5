"""Which event wakes which use case; the whole list, and nothing but the list."""

from gongkai.events.policy import PolicyAmended, PolicyPublished, PolicyWithdrawn, ReviewRulesAmended
from gongkai.review.rules import take_over_rules
from gongkai.runtime.consumer import on
from inquiry_service.boards.usecases import amend_board, close_board, open_board

subscribers = (
    on(PolicyPublished, open_board),
    on(PolicyAmended, amend_board),
    on(PolicyWithdrawn, close_board),
    on(ReviewRulesAmended, take_over_rules),
)

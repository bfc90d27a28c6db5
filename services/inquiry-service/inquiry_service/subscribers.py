"""Which event wakes which use case; the whole list, and nothing but the list."""

from gongkai.events.policy import PolicyAmended, PolicyPublished, PolicyWithdrawn, ReviewRulesAmended
from gongkai.messaging.consumer import on
from gongkai.review.rules import take_over_rules
from inquiry_service.usecases.amend_board import amend_board
from inquiry_service.usecases.close_board import close_board
from inquiry_service.usecases.open_board import open_board

subscribers = (
    on(PolicyPublished, open_board),
    on(PolicyAmended, amend_board),
    on(PolicyWithdrawn, close_board),
    on(ReviewRulesAmended, take_over_rules),
)

"""Takes over the review rules that policy-service announces: they hold a report before its signature."""

from typing import Final

from gongkai.events.policy import ReviewRulesAmended
from gongkai.review.rules import take_over_rules
from gongkai.runtime.consumer import on

SUBSCRIBERS: Final = (on(ReviewRulesAmended, take_over_rules),)

"""Events that change what the gate holds back."""

from gongkai.events.policy import ReviewRulesAmended
from gongkai.review.rules import take_over_rules
from gongkai.runtime.consumer import on

subscribers = (on(ReviewRulesAmended, take_over_rules),)

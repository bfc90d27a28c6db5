"""Ids that are made one after the other sort in this order: a history reads its lines by them."""

import time
from uuid import RFC_4122

from gongkai.timepiece import new_id

MANY = 20_000


def test_f2_ids_sort_as_they_were_made_however_soon_after_each_other() -> None:
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(MANY)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}
    assert before <= made[0].int >> 80 <= made[-1].int >> 80 <= time.time_ns() // 1_000_000 + 1_000

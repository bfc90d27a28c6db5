"""What the database counts is what a naive count counts, and costs as much for many rounds as for none (C7)."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.rates.asking_rates import behind, rates
from tests.service.ticket.rates.made_rounds import FIRST, LAST, fill, naive
from tests.statements import counted


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("first", "last"), [(FIRST, LAST), (date(2024, 9, 10), date(2024, 10, 20))])
async def test_c7_the_figures_and_the_tickets_behind_them_equal_a_naive_count(
    doors: TicketDoors, seed: int, first: date, last: date
) -> None:
    rounds = await fill(doors, seed, 300)
    asked = {"from": first.isoformat(), "to": last.isoformat()}
    counts = Counter((unit, *part) for one in rounds for part in naive(one, first, last) for unit in ("", one.unit))
    answer = (await doors.office.get("/api/v1/rates", params=asked)).json()
    told = {
        (unit, rate["code"], part): count
        for unit, rates in [("", answer["total"]), *((one["unit"], one["rates"]) for one in answer["units"])]
        for rate in rates
        for part, count in rate["counts"].items()
    }
    assert told == dict(counts)
    for unit, rate, part in Random(seed).sample(sorted(counts), 12):
        lines = await behind(doors.office, rate, part, **asked, **({"unit": unit} if unit else {}))
        assert len(lines) == len({(line["ticket_id"], line["cycle"]) for line in lines}) == counts[unit, rate, part]
        assert {line["part"] for line in lines} == {part}
        assert [line["day"] for line in lines] == sorted(line["day"] for line in lines)


async def test_c7_the_figures_cost_three_statements_however_many_rounds_there_are(doors: TicketDoors) -> None:
    found = []
    for size in (0, 5, 100):
        await fill(doors, size, size) if size else None
        with counted(doors.running) as asked:
            await rates(doors.office)
        found.append(len(asked))
    assert found == [3, 3, 3]

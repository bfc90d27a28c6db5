"""Every example of an order uses codes that the ticket service knows: none may fall to `other` unseen."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

import pytest

from gongkai.worktime.days import SHANGHAI
from gongkai_dev.hotline_sandbox.invented import afterwards, stories
from gongkai_dev.tour.orders import order
from tests.bench.orders import message
from tests.service.ticket.orders import event
from tests.shape.reading import ROOT
from ticket_service.ticket.values.findings import ClaimFound, FactFound, OnSite, ReplyMode, Result, Satisfaction
from ticket_service.ticket.values.option_lists import FROM_HOTLINE, TO_HOTLINE

GUIDE = (ROOT / "docs/hotline.md").read_text()
NOW = datetime(2024, 9, 30, 10, tzinfo=SHANGHAI)
LISTS = {**FROM_HOTLINE, **TO_HOTLINE}
IN_REPORT = {
    "fact": FactFound,
    "claim": ClaimFound,
    "on_site": OnSite,
    "result": Result,
    "reply_mode": ReplyMode,
    "satisfaction": Satisfaction,
}


def unknown_options(message: Mapping[str, Any]) -> list[str]:
    """Each place of a message whose option is on no list."""
    values = {place: at_place(message, place) for place in LISTS}
    return [
        f"{place}: {value}"
        for place, value in values.items()
        if value not in (None, "") and LISTS[place][1].of(str(value)).value == "other"
    ]


def at_place(message: Any, place: str) -> Any:
    """The value at a dotted place, or None."""
    for name in place.split("."):
        message = message.get(name) if isinstance(message, Mapping) else None
    return message


def examples() -> Iterator[dict[str, Any]]:
    """The JSON objects that the guide shows: fenced ones, and those that its shell script writes or sends."""
    fenced = re.findall(r"^```json\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    written = re.findall(r"<<JSON\n(.*?)^JSON$", GUIDE, re.MULTILINE | re.DOTALL)
    for text in (*fenced, *written):
        place = 0
        while (place := text.find("{", place)) >= 0:
            value, place = json.JSONDecoder().raw_decode(text, place)
            yield value


def test_c3_no_example_of_the_guide_falls_to_other() -> None:
    messages = list(examples())
    orders = [one["order"] for one in messages if "source" in one.get("order", {})]
    assert [unknown_options(one) for one in messages if unknown_options(one)] == []
    assert [(one["source"], one["kind"], one["priority"]) for one in orders] == [
        ("china_gov_website", "transfer", "normal"),
        ("china_gov_website", "transfer", "normal"),
    ]


def test_c3_the_guide_names_every_code_and_every_word_of_a_report() -> None:
    for place, (_, options) in LISTS.items():
        (row,) = [line for line in GUIDE.splitlines() if line.startswith(f"| `{place}` |")]
        assert [one.value for one in options if f"`{one.value}` {one.words}" not in row] == []
    (shown,) = [one["report"]["findings"] for one in examples() if one.get("type") == "report.filed"]
    for name, words in IN_REPORT.items():
        (row,) = [line for line in GUIDE.splitlines() if line.startswith(f"| `{name}` ")]
        assert [one.words for one in words if one.words not in row] == []
        assert shown[name] in [one.words for one in words]


def test_c3_a_code_that_nobody_knows_would_be_noticed() -> None:
    assert unknown_options({"order": {"source": "gov_cn", "citizen": {"sex": "x"}}, "grade": "满意"}) == [
        "order.source: gov_cn",
        "order.citizen.sex: x",
    ]


@pytest.mark.parametrize("seed", [1, 7, 42])
def test_c10_the_sandbox_invents_known_options_only(seed: int) -> None:
    invented = list(islice(stories(seed, NOW), 50))
    said = [one for story in invented for one in (*story.said, *afterwards(story, seed, NOW).said)]
    assert {place for one in said for place in unknown_options({"order": one.order} | one.beside)} == set()


def test_c10_tour_bench_and_tests_push_known_options_only() -> None:
    toured = {"order": order("甲", "2024-04-03 09:20", "咨询预付卡退费", "如何退还？")}
    assert [unknown_options(one) for one in (toured, message(NOW), event())] == [[], [], []]

"""No order is lost for the sake of something that is only shown (C3): bodies as real systems write them."""

import json
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.refusals import Refusal
from ticket_service.intake.api.messages import read_message
from ticket_service.intake.domain.message import Message
from ticket_service.ticket.values.order import Order

NOW: Final = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
ORDER: Final[dict[str, Any]] = {
    "order_no": "SH261127000001",
    "source": "phone",
    "kind": "transfer",
    "priority": "normal",
    "dispatched_at": "2026-11-27T10:00:00+08:00",
    "category": ["市场监管", "食品安全"],
    "district": "浦东新区",
    "title": "超市出售过期酸奶",
    "content": "市民反映某超市出售过期酸奶。",
    "letter": "您好。",
    "place": "某某路1号",
    "citizen": {"name": "甲某", "phone": "10000000000", "anonymous": False},
    "reported": {"name": "某超市", "address": "某某路1号"},
    "attachments": [{"name": "小票.jpg", "url": "https://files.example.invalid/1"}],
    "matter": "complaint",
    "original_no": "SH26112600001",
    "repeated": False,
    "repeats": ["SH26112500001"],
    "by_leader": False,
    "role": "主办",
    "way": "自办",
    "customer": "个人",
    "service": "电话",
    "times": {"called_at": "2026-11-27T09:00:00+08:00", "finish_by": "2026-12-18T18:00:00+08:00"},
}
DEMANDED: Final = (
    "order_no",
    "source",
    "kind",
    "priority",
    "dispatched_at",
    "category",
    "district",
    "title",
    "content",
)
OPTIONAL: Final = tuple(name for name in ORDER if name not in DEMANDED)
WITHIN: Final = tuple((name, one) for name in ("citizen", "reported", "times") for one in ORDER[name])
UNFIT: Final[tuple[Any, ...]] = (7.5, -1, [], {}, [[]], {"value": "x"}, "x" * 25_000, [None], True, 10**15)


def read(**order: Any) -> Message:
    """A message about this order, as the hotline would send it."""
    said = {"type": "transfer.created", "occurred_at": "2026-11-27T10:00:00+08:00", "order": order}
    return read_message(json.dumps(said).encode(), "msg_1", NOW)


def order_of(**changed: Any) -> Order:
    order = read(**ORDER | changed).order
    assert order
    return order


def test_c3_what_fits_is_read_as_it_stands() -> None:
    assert order_of().set_aside == ()


@pytest.mark.parametrize("name", OPTIONAL)
def test_c3_nothing_is_as_good_as_left_out(name: str) -> None:
    without = read(**{key: value for key, value in ORDER.items() if key != name}).order
    assert order_of(**{name: None}) == without


@pytest.mark.parametrize("value", UNFIT, ids=lambda value: repr(value)[:12])
@pytest.mark.parametrize("name", OPTIONAL)
def test_c3_an_optional_part_that_cannot_be_read_costs_nothing_else(name: str, value: Any) -> None:
    order = order_of(**{name: value})
    assert (order.order_no, order.title, order.content) == (ORDER["order_no"], ORDER["title"], ORDER["content"])
    assert all(place.startswith(f"/order/{name}") for place in order.set_aside)


@pytest.mark.parametrize("value", UNFIT, ids=lambda value: repr(value)[:12])
@pytest.mark.parametrize(("part", "name"), WITHIN, ids=lambda value: str(value))
def test_c3_within_a_part_only_what_cannot_be_read_goes(part: str, name: str, value: Any) -> None:
    order = order_of(**{part: ORDER[part] | {name: value}})
    assert set(order.set_aside) <= {f"/order/{part}/{name}"}
    others = {key: one for key, one in ORDER[part].items() if key != name and isinstance(one, str)}
    kept = getattr(order, part)
    assert kept is not None
    if part != "times":
        assert {key: getattr(kept, key) for key in others} == others


@pytest.mark.parametrize("name", DEMANDED)
@pytest.mark.parametrize("value", [None, {}, 7.5, "\u200b" * 3], ids=repr)
def test_c3_what_is_demanded_is_refused_by_its_place(name: str, value: Any) -> None:
    if (name, value) == ("district", "\u200b" * 3):
        assert order_of(district=value).district == ""
        return
    with pytest.raises(Refusal) as refused:
        read(**ORDER | {name: value})
    assert [point.pointer for point in refused.value.points if point.pointer.startswith(f"/order/{name}")]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-27 24:00:00", "2026-11-27T16:00:00+00:00"),
        ("2026-12-31T24:00", "2026-12-31T16:00:00+00:00"),
        ("2026-11-27T24:00:00+08:00", "2026-11-27T16:00:00+00:00"),
        ("2026-11-27T24:00:00Z", "2026-11-28T00:00:00+00:00"),
        ("2026-11-27 10:00:00", "2026-11-27T02:00:00+00:00"),
        ("2026-11-27T10:00:00.000+0800", "2026-11-27T02:00:00+00:00"),
        ("2026-11-27T02:00:00Z", "2026-11-27T02:00:00+00:00"),
        ("2026-11-27T10:00", "2026-11-27T02:00:00+00:00"),
    ],
)
def test_c3_a_time_is_read_in_every_usual_spelling(said: str, meant: str) -> None:
    assert order_of(dispatched_at=said).dispatched_at == datetime.fromisoformat(meant)


@pytest.mark.parametrize("said", ["1795752000", 1795752000, "1795752000.5", "20261127", " 1795752000 ", 1.5e9])
def test_c3_a_number_is_no_time(said: Any) -> None:
    with pytest.raises(Refusal):
        order_of(dispatched_at=said)
    assert order_of(times={"called_at": said}).set_aside == ("/order/times/called_at",)


def test_c3_a_day_is_no_time_of_dispatch_and_will_do_where_it_is_only_shown() -> None:
    with pytest.raises(Refusal):
        order_of(dispatched_at="2026-11-27")
    times = order_of(times={"finish_by": "2026-12-18"}).times
    assert times
    assert times.finish_by == datetime(2026, 12, 17, 16, tzinfo=UTC)


@pytest.mark.parametrize("empty", ["", " ", None])
def test_c3_an_empty_time_is_none(empty: str | None) -> None:
    order = order_of(times={"finish_by": empty})
    assert (order.set_aside, order.times and order.times.finish_by) == ((), None)


def test_c3_marks_of_layout_are_no_part_of_a_text() -> None:
    order = order_of(
        title="超市\r\n出售\u2028过期",
        content="\ufeff第一行\u000b第二行\u2029第三行\x85第四行",
        citizen={"name": "\u202d甲某\u202c", "phone": "\u202d10000000000\u202c", "address": "一\n二\t三"},
    )
    assert order.title == "超市 出售 过期"
    assert order.content == "第一行\n第二行\n第三行\n第四行"
    assert (order.citizen.name, order.citizen.phone, order.citizen.address) == ("甲某", "10000000000", "一 二 三")
    assert order.set_aside == ()


def test_c3_of_too_many_files_the_first_fifty_are_fetched() -> None:
    order = order_of(attachments=[{"name": f"{number}.jpg"} for number in range(60)])
    assert [one.name for one in order.attachments] == [f"{number}.jpg" for number in range(50)]
    assert order.set_aside == ("/order/attachments",)


def test_c3_of_several_files_only_the_unfit_one_goes() -> None:
    files = [{"name": "一.jpg"}, {"name": ""}, {"name": "三.jpg", "url": 3}, {"url": "https://x.example.invalid"}]
    order = order_of(attachments=files)
    assert [(one.name, one.url) for one in order.attachments] == [("一.jpg", None), ("三.jpg", None)]
    assert set(order.set_aside) == {"/order/attachments/1", "/order/attachments/2/url", "/order/attachments/3"}


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(-1e9, 1e9) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(OPTIONAL), ANYTHING, max_size=6))
def test_c3_no_mixture_of_optional_parts_costs_an_order(changed: dict[str, Any]) -> None:
    order = order_of(**changed)
    assert (order.order_no, order.content) == (ORDER["order_no"], ORDER["content"])

"""The hotline's own list: one moment's picture, however slowly it is read."""

from pydantic_core import from_json

from gongkai_dev.hotline_sandbox.roll import Roll


def pushed(roll: Roll, number: int) -> None:
    order = {"order_no": f"{number:03}", "title": "无照经营", "content": "路边有人无照经营。"}
    roll.pushed({"type": "transfer.created", "occurred_at": "2024-09-30T10:00:00+08:00", "order": order}, {})


def test_c8_orders_that_come_and_go_while_the_list_is_read_are_not_missed_or_miscounted() -> None:
    roll = Roll()
    for number in range(5):
        pushed(roll, number)
    lines = roll.lines()
    read = [next(lines)]
    roll.called_back({"type": "report.filed", "order_no": "003"})
    pushed(roll, 9)
    *orders, end = [from_json(line) for line in (*read, *lines)]
    assert [order["order_no"] for order in orders] == ["000", "001", "002", "003", "004"]
    assert end == {"orders": 5}
    assert [from_json(line).get("order_no") for line in roll.lines()] == ["000", "001", "002", "004", "009", None]

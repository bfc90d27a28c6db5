"""The health of the whole suite on one page (F5)."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import Request, Response

from gongkai.actor import Role
from gongkai.desk.render import PagesDep
from gongkai.http.access import staff
from gongkai.http.dependencies import RuntimeDep
from gongkai.http.router import Router
from gongkai.worktime.days import office_day
from notify_service.calendar.domain import reminder
from notify_service.ops.gateways import HealthAnswer, health_of_all

router = Router(include_in_schema=False)

SLOW: Final = 10
STUCK: Final = 60
"""Seconds after which something that waits is shown yellow, and red."""
BACKLOG: Final = 1000
FEW_DAYS: Final = 60
WORDS: Final = {"green": "正常", "yellow": "留意", "red": "要处理"}


@router.get("/ops", guard=staff(Role.ops, Role.office, Role.auditor))
async def ops_page(request: Request, running: RuntimeDep, pages: PagesDep) -> Response:
    """All four services; one that is away is shown as away."""
    answers = await health_of_all(running)
    return pages.render(
        request,
        "ops_page.html",
        services=[{"answer": each, "figures": list(_figures(each))} for each in answers],
        away=[each for each in answers if each.health is None],
        reminder=reminder(running.calendar, office_day(running.timepiece.now())),
    )


def _figures(answer: HealthAnswer) -> Iterator[dict[str, Any]]:
    if answer.health is None:
        return
    health = answer.health
    oldest = _number(health, "outbox_oldest_seconds")
    yield _figure("待发事件", _number(health, "outbox_waiting"))
    yield _figure("最早待发事件", oldest, "秒", _by_age(oldest))
    lag = health.get("consumer_lag")
    yield _figure("消费滞后", "未知" if lag is None else lag, colour=_by_lag(lag))
    dead = _number(health, "dead_letters")
    yield _figure("死信", dead, colour="red" if dead else "green")
    figures = health.get("figures") or {}
    yield from _of_notify(figures, _number(health, "calendar_days_left"))
    yield from _of_inquiry(figures)


def _of_notify(figures: Mapping[str, Any], calendar_days: float) -> Iterator[dict[str, Any]]:
    if "oldest_unsent_warning_seconds" not in figures:
        return
    oldest = _number(figures, "oldest_unsent_warning_seconds")
    yield _figure("最早未发预警", oldest, "秒", _by_age(oldest))
    yield _figure("暂定时限", _number(figures, "provisional_clocks"))
    yield _figure("已公布日历还有", calendar_days, "天", "yellow" if calendar_days < FEW_DAYS else "green")


def _of_inquiry(figures: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Letters that announce answers; without a mail server they wait and are not late."""
    if "letters_waiting" not in figures:
        return
    oldest = _number(figures, "oldest_waiting_letter_seconds") if figures.get("mail_server") else 0
    yield _figure("待发的答复邮件", _number(figures, "letters_waiting"), colour=_by_age(oldest))
    lost = _number(figures, "letters_given_up")
    yield _figure("未送达的答复邮件", lost, colour="yellow" if lost else "green")


def _figure(name: str, value: float | str, unit: str = "", colour: str = "") -> dict[str, Any]:
    shown = f"{value:g}" if isinstance(value, int | float) else value
    figure: dict[str, Any] = {"name": name, "value": f"{shown} {unit}".strip()}
    return figure | ({"colour": colour, "words": WORDS[colour]} if colour else {})


def _number(figures: Mapping[str, Any], name: str) -> float:
    value = figures.get(name)
    return round(value, 1) if isinstance(value, int | float) else 0


def _by_age(seconds: float) -> str:
    return "red" if seconds > STUCK else "yellow" if seconds > SLOW else "green"


def _by_lag(lag: int | None) -> str:
    return "yellow" if lag is None or lag > BACKLOG else "green"

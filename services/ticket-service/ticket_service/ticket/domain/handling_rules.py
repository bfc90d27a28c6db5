"""What handling_rules.toml says (requirements C3, C4): when the limit to finish may stand still, by how much it may be
lengthened, how often a unit may object to a dispatch again; and the pause."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from gongkai.refusals import Ground, Point, Refusal
from ticket_service.ticket.domain.lifecycle import Act
from ticket_service.ticket.domain.ticket import Ticket
from ticket_service.ticket.values.case_log import Pause
from ticket_service.ticket.values.person import Person


class PauseRuleUnknown(Refusal):
    """No rule lets the limit stand still for that."""

    code = "pause-rule-unknown"
    ground = Ground.unfit


class AlreadyStill(Refusal):
    """The limit is paused already."""

    code = "ticket-paused"
    ground = Ground.conflict


class NotPaused(Refusal):
    """The limit is running."""

    code = "ticket-not-paused"
    ground = Ground.untimely


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRule:
    """Why the limit may stand still, and what says so."""

    code: str
    title: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRule:
    """How many working days an extension may have, and how many a round."""

    days: int
    times: int
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRule:
    """How often a unit may object to a dispatch again, after the office refused."""

    times: int
    basis: str


@dataclass(frozen=True, slots=True)
class Rules:
    """`handling_rules.toml`, read."""

    extension: ExtensionRule
    objection: ObjectionRule
    pauses: Mapping[str, PauseRule]


@cache
def handling_rules() -> Rules:
    """The rules in force."""
    content = tomllib.loads(files("ticket_service.ticket.domain").joinpath("handling_rules.toml").read_text("utf-8"))
    pauses = {row["code"]: PauseRule(**row) for row in content["pause"]}
    extension, objection = ExtensionRule(**content["extension"]), ObjectionRule(**content["objection"])
    return Rules(extension, objection, MappingProxyType(pauses))


def pause(ticket: Ticket, rule: str, note: str, by: Person, at: datetime) -> Ticket:
    """The limit to finish stands still from now on."""
    ticket.refuse_impossible(Act.paused)
    if rule not in handling_rules().pauses:
        words = "不属于可以暂停计算期限的情形"
        raise PauseRuleUnknown(f"{words}。", points=(Point("/rule", PauseRuleUnknown.code, words),))
    if ticket.dealt.open_pause:
        raise AlreadyStill("办结期限已经暂停计算。")
    begun = Pause(rule=rule, note=note, by=by, at=at)
    return ticket.after(Act.paused, dealings=replace(ticket.dealt, pauses=(*ticket.dealt.pauses, begun)))


def resume(ticket: Ticket, at: datetime) -> Ticket:
    """The limit to finish is counted again."""
    ticket.refuse_impossible(Act.resumed)
    lasting = ticket.dealt.open_pause
    if lasting is None:
        raise NotPaused("办结期限没有暂停。")
    pauses = (*ticket.dealt.pauses[:-1], replace(lasting, until=at))
    return ticket.after(Act.resumed, dealings=replace(ticket.dealt, pauses=pauses))

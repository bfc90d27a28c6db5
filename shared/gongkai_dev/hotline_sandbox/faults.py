"""What goes wrong on purpose between the hotline and the bureau: which faults, on which side, how often."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Final, Self


class Side(StrEnum):
    """push: what the hotline says to the bureau. callback: how it answers what the bureau says."""

    push = "push"
    callback = "callback"


class Fault(StrEnum):
    """One thing that goes wrong. A value is seconds or an HTTP status."""

    twice = "twice"
    late = "late"
    reordered = "reordered"
    wrong_signature = "wrong-signature"
    skew = "skew"
    slow = "slow"
    dropped = "dropped"
    unanswered = "unanswered"
    truncated = "truncated"
    answer = "answer"
    retry_after = "retry-after"
    other_digest = "other-digest"


PUSH: Final[Mapping[Fault, str]] = {
    Fault.twice: "每条消息用同一编号推送两次",
    Fault.late: "推送前等待若干秒",
    Fault.reordered: "等另一条消息先到，再推送（最多等若干秒）",
    Fault.wrong_signature: "用市场监管局不认识的密钥签名",
    Fault.skew: "热线时钟快若干秒（负数为慢）",
    Fault.slow: "正文在若干秒内逐段发出",
    Fault.dropped: "正文发到一半断开连接",
    Fault.unanswered: "消息已送达，应答在途中丢失",
    Fault.truncated: "正文只发出前一半，签名仍是全文的",
}
CALLBACK: Final[Mapping[Fault, str]] = {
    Fault.late: "应答前等待若干秒",
    Fault.reordered: "等另一条回传先得到应答，再应答（最多等若干秒）",
    Fault.wrong_signature: "把正确的签名当作错误（401）",
    Fault.skew: "热线时钟快若干秒（负数为慢），超出 300 秒即拒收",
    Fault.slow: "应答正文在若干秒内逐段发出",
    Fault.dropped: "收下之前断开连接",
    Fault.unanswered: "收下之后断开连接，不给应答",
    Fault.truncated: "收下之后只发出一半应答",
    Fault.answer: "不收下，以该状态码应答",
    Fault.retry_after: "以状态码应答时要求若干秒后再来",
    Fault.other_digest: "确认文件时给出另一个校验值",
}
KNOWN: Final[Mapping[Side, Mapping[Fault, str]]] = {Side.push: PUSH, Side.callback: CALLBACK}
"""Which fault there is on which side, and in which words people read it."""
WITHOUT_VALUE: Final[Mapping[Fault, float]] = {
    Fault.late: 1.0,
    Fault.reordered: 2.0,
    Fault.skew: 400.0,
    Fault.slow: 1.0,
    Fault.answer: 503.0,
    Fault.retry_after: 1.0,
}
"""What is meant where no value is given. The skew is one that nobody may accept."""
SPOILS: Final = frozenset((Fault.wrong_signature, Fault.skew, Fault.truncated))
"""A push with one of these is refused through no fault of its content: the hotline sends it again."""
OVERTAKEN: Final = frozenset((Fault.late, Fault.reordered))
"""The next message does not wait for one that has one of these."""
EVERY: Final = "all"

Drawn = Mapping[Fault, float]


class FaultUnknown(ValueError):
    """There is no such fault, or not on that side, or its rate or value is none."""


@dataclass(frozen=True, slots=True)
class Chance:
    """How often a fault happens (0 … 1), and with which value."""

    rate: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """All faults that are switched on. The same seed gives the same message, at the same try, the same faults, in
    whatever order messages come."""

    chances: Mapping[tuple[Side, Fault], Chance] = field(default_factory=dict)
    seed: int = 0

    @classmethod
    def of(cls, words: list[str], seed: int = 0) -> Self:
        """From words `[push.|callback.]NAME[=VALUE][@RATE]`; `all@0.1` means every fault on both sides."""
        chances: dict[tuple[Side, Fault], Chance] = {}
        for word in words:
            chances |= _read(word)
        return cls(chances=chances, seed=seed)

    def switched(self, **always: Any) -> Self:
        """Some faults from now on always (`True` or a value) or never (`None`, `False`), the others as they were."""
        chances = dict(self.chances)
        for name, value in always.items():
            fault = Fault(name.replace("_", "-"))
            for side in _sides(fault):
                chances.pop((side, fault), None)
                if value is not None and value is not False:
                    chances[side, fault] = Chance(1.0, _value(fault) if value is True else float(value))
        return replace(self, chances=chances)

    def drawn(self, side: Side, message_id: str, attempt: int) -> Drawn:
        """What befalls this try of a message, with the values."""
        return {
            fault: chance.value
            for (of, fault), chance in self.chances.items()
            if of is side and self._lot(side, fault, message_id, attempt) < chance.rate
        }

    def words(self) -> list[str]:
        """As `of` reads them."""
        return [_written(side, fault, chance) for (side, fault), chance in self.chances.items()]

    def _lot(self, side: Side, fault: Fault, message_id: str, attempt: int) -> float:
        drawn = blake2b(f"{self.seed}/{side}/{fault}/{attempt}/{message_id}".encode(), digest_size=8)
        return int.from_bytes(drawn.digest()) / 2**64


def _read(word: str) -> dict[tuple[Side, Fault], Chance]:
    rest, _, rate = word.partition("@")
    named, _, value = rest.partition("=")
    side, dot, name = named.rpartition(".")
    try:
        often, given = float(rate or 1), float(value) if value else None
        sides = (Side(side),) if dot else tuple(Side)
        faults = tuple(Fault) if name == EVERY else (Fault(name),)
    except ValueError:
        raise FaultUnknown(word) from None
    found = {
        (one, fault): Chance(often, _value(fault) if given is None else given)
        for one in sides
        for fault in faults
        if fault in KNOWN[one]
    }
    fit = given is None or (name != EVERY and faults[0] in WITHOUT_VALUE)
    if not found or not fit or not 0 <= often <= 1:
        raise FaultUnknown(word)
    return found


def _written(side: Side, fault: Fault, chance: Chance) -> str:
    value = f"={chance.value:g}" if fault in WITHOUT_VALUE else ""
    return f"{side}.{fault}{value}@{chance.rate:g}"


def _sides(fault: Fault) -> tuple[Side, ...]:
    return tuple(side for side in Side if fault in KNOWN[side])


def _value(fault: Fault) -> float:
    return WITHOUT_VALUE.get(fault, 1.0)

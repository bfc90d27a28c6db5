"""What the hotline hands over: an order (工单), its citizen and its matter, in the hotline's own words."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from gongkai.privacy.masking import mask
from gongkai.privacy.names import surname_only
from gongkai.privacy.open_matters import OpenMatters

HIDDEN: Final = "****"
"""Stands for what has no part that others may read."""


class WordEnum(StrEnum):
    """A list of options with the hotline's Chinese words. What the list does not know is `other`, never an error:
    an option the hotline adds tomorrow must not cost a citizen his term."""

    words: str
    also: tuple[str, ...]

    def __new__(cls, code: str, words: str = "", *also: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.words = words
        member.also = also
        return member

    @classmethod
    def of(cls, said: str) -> Self:
        """The option meant by a code word, by its Chinese words, or by another way to write it."""
        return next((one for one in cls if said in (one.value, one.words, *one.also)), cls("other"))

    @classmethod
    def said(cls, words: str) -> str:
        """The Chinese words for an option; what the list does not know stays as it was said."""
        known = cls.of(words)
        return words if known.value == "other" else known.words

    @classmethod
    def codes(cls) -> str:
        """Every code with its Chinese words, for the documents: `normal 普通 / 1, urgent 紧急 / 0`."""
        return ", ".join(f"{one.value} {' / '.join((one.words, *one.also))}" for one in cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> dict[str, Any]:
        """The list in a JSON Schema: its name and each code with its Chinese words."""
        schema: dict[str, Any] = handler(core_schema)
        listed = handler.resolve_ref_schema(schema)
        listed["description"] = f"{listed.get('description', cls.__name__).rstrip('.')}: {cls.codes()}"
        return schema


class Source(WordEnum):
    """工单来源: through which door the citizen came."""

    china_gov_website = "china_gov_website", "中国政府网", "国办单"
    phone = "phone", "市民来电"
    website = "website", "网站"
    app = "app", "随申办"
    letter = "letter", "来信"
    other = "other", "其他"


class OrderKind(WordEnum):
    """工单类型."""

    transfer = "transfer", "转送单"
    supervised = "supervised", "督办单"
    other = "other", "其他"


class Priority(WordEnum):
    """优先, which the hotline also writes as 0, 1 and 2."""

    urgent = "urgent", "紧急", "0"
    normal = "normal", "普通", "1"
    less_urgent = "less_urgent", "次紧急", "2"
    other = "other", "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """Who asked. Personal data: they stand in the ticket's row and in the hotline's raw message, nowhere else.

    `phone` is the number he called from (来电号码). An anonymous citizen may have a number, and can then be called.
    """

    name: str | None = None
    phone: str | None = None
    mobile: str | None = None
    sex: str | None = None
    id_kind: str | None = None
    id_no: str | None = None
    email: str | None = None
    district: str | None = None
    address: str | None = None
    anonymous: bool = False
    confidential: bool = False

    def masked(self) -> Self:
        """What those see who do not handle the matter: 张*, 138****5678; of a number in any form."""
        name = self.name and surname_only(self.name)
        phone, mobile = (said and _ends(said, 3, 4) for said in (self.phone, self.mobile))
        return replace(self.guarded(), name=name, phone=phone, mobile=mobile)

    def guarded(self) -> Self:
        """What the unit sees that handles the matter, and has to call: nothing that it does not need for that."""
        if self.id_no is self.email is self.address is None:
            return self
        return replace(
            self,
            id_no=self.id_no and _ends(self.id_no, 3, 2),
            email=self.email and HIDDEN,
            address=self.address and HIDDEN,
        )

    def differences(self, shown: Self) -> Iterator[tuple[str, str]]:
        """What must be replaced in words where only `shown` may be read, and by what; the longest first."""
        said = {getattr(self, name): getattr(shown, name) for name in PRIVATE if _tells(name, getattr(self, name))}
        for words, instead in sorted(said.items(), key=lambda one: -len(one[0])):
            if words != instead:
                yield words, instead


PRIVATE: Final = ("name", "phone", "mobile", "id_no", "email", "address")
NOBODY: Final = frozenset(
    ("市民", "匿名", "保密", "先生", "女士", "不详", "未知", "未留", "无名", "群众", "居民", "本人")
)
"""What stands in a name's field where nobody told his name; in a text these are words like others."""
NUMBERED: Final = re.compile("[0-9０-９〇零一二三四五六七八九十@]")
PLACE_SHORTER: Final = 8
"""An address without any number, and shorter than this, is a district or a town (浦东新区), not somebody's home."""


def _tells(name: str, words: str | None) -> bool:
    """Whether these words in a field mean this citizen wherever they stand."""
    if words is None or len(words) < 2 or words in NOBODY:
        return False
    return name == "name" or NUMBERED.search(words) is not None or (name == "address" and len(words) >= PLACE_SHORTER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """被举报单位: against whom the matter goes."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAttachment:
    """A file of the citizen, kept by the hotline."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """How the hotline hands the order over: what it came from, who is to do what, for whom. The options stay as said.

    `original_no` is 原编号, `repeats` are the orders that this one repeats (重复工单号), `by_leader` is 领导指派.
    """

    original_no: str | None = None
    repeated: bool = False
    repeats: tuple[str, ...] = ()
    by_leader: bool = False
    role: str | None = None
    way: str | None = None
    customer: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HotlineTimes:
    """The hotline's own times. They are shown, and start no clock of ours: that is for `dispatched_at` alone."""

    called_at: datetime | None = None
    registered_at: datetime | None = None
    signed_at: datetime | None = None
    answer_by: datetime | None = None
    finish_by: datetime | None = None
    promised_by: datetime | None = None
    answered_at: datetime | None = None
    returned_at: datetime | None = None
    review_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order as the hotline last described it. `dispatched_at` (派件时间) is where its clocks start.

    `content` is what the hotline took down, `letter` the citizen's own words (市民原信内容), `place` where it happened
    (诉求地址). `handing` and `times` are there if the hotline said anything of them. `set_aside` are the places (JSON
    pointers into its message) of what could not be read.
    """

    order_no: str
    source: str
    kind: str
    priority: str
    dispatched_at: datetime
    category: tuple[str, ...]
    district: str
    title: str
    content: str
    letter: str = ""
    place: str = ""
    citizen: Citizen
    reported: Reported | None = None
    attachments: tuple[OrderAttachment, ...] = ()
    matter: str | None = None
    handing: Handing | None = None
    times: HotlineTimes | None = None
    set_aside: tuple[str, ...] = ()

    def masked(self, known: OpenMatters | None = None) -> Self:
        """What those see who do not handle the matter: nobody's personal data, and no file, which cannot be masked."""
        shown = self._worded(self.citizen.masked(), lambda words: self.hidden(words, known))
        return replace(shown, attachments=tuple(OrderAttachment(name=one.name) for one in shown.attachments))

    def shown_as(self, citizen: Citizen) -> Self:
        """What those see who handle the matter: this much of the citizen, also in every word about him."""
        hide = list(self.citizen.differences(citizen))
        return self._worded(citizen, lambda words: _replaced(words, hide)) if hide else self

    def _worded(self, citizen: Citizen, change: Callable[[str], str]) -> Self:
        reported = self.reported
        return replace(
            self,
            citizen=citizen,
            title=change(self.title),
            content=change(self.content),
            letter=change(self.letter),
            place=change(self.place),
            reported=reported and Reported(name=change(reported.name), address=change(reported.address)),
            attachments=tuple(replace(one, name=change(one.name)) for one in self.attachments),
        )

    def hidden(self, words: str, known: OpenMatters | None = None) -> str:
        """Words about this matter without anybody's personal data."""
        return mask(self.unnamed(words), known).text if words else words

    def unnamed(self, words: str) -> str:
        """Words without what names the citizen: his name as the hotline took it, without any label before it."""
        return _replaced(words, self.citizen.differences(self.citizen.masked()))


def _ends(words: str, first: int, last: int) -> str:
    return f"{words[:first]}{HIDDEN}{words[-last:]}" if len(words) > first + last else HIDDEN


def _replaced(words: str, instead: Iterable[tuple[str, str]]) -> str:
    for said, shown in instead:
        words = words.replace(said, shown)
    return words

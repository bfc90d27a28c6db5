"""What the hotline hands over: an order (工单), its citizen and its matter, in the hotline's own words."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from gongkai.privacy.masking import mask
from gongkai.privacy.names import surname_only
from gongkai.privacy.open_matters import OpenMatters


class Word(StrEnum):
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


class Source(Word):
    """工单来源: through which door the citizen came."""

    china_gov_website = "china_gov_website", "中国政府网", "国办单"
    phone = "phone", "市民来电"
    website = "website", "网站"
    app = "app", "随申办"
    letter = "letter", "来信"
    other = "other", "其他"


class Kind(Word):
    """工单类型."""

    transfer = "transfer", "转送单"
    supervised = "supervised", "督办单"
    other = "other", "其他"


class Priority(Word):
    """优先, which the hotline also writes as 0, 1 and 2."""

    urgent = "urgent", "紧急", "0"
    normal = "normal", "普通", "1"
    less_urgent = "less_urgent", "次紧急", "2"
    other = "other", "其他"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citizen:
    """Who asked. Personal data: they stand in the ticket's row and in the hotline's raw message, nowhere else."""

    name: str | None = None
    phone: str | None = None
    anonymous: bool = False
    confidential: bool = False

    def masked(self) -> Self:
        """What those see who do not handle the matter: 张*, 138****5678; of a number in any form."""
        name = self.name and surname_only(self.name)
        phone = self.phone and (f"{self.phone[:3]}****{self.phone[-4:]}" if len(self.phone) > 7 else "****")
        return replace(self, name=name, phone=phone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of the citizen, kept by the hotline."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order as the hotline last described it. `dispatched_at` (派件时间) is where its clocks start."""

    order_no: str
    source: str
    kind: str
    priority: str
    dispatched_at: datetime
    category: tuple[str, ...]
    district: str
    title: str
    content: str
    citizen: Citizen
    attachments: tuple[Attachment, ...] = ()
    matter: str | None = None

    def masked(self, known: OpenMatters | None = None) -> Self:
        """What those see who do not handle the matter: nobody's personal data, and no file, which cannot be masked."""
        return replace(
            self,
            citizen=self.citizen.masked(),
            title=self.hidden(self.title, known),
            content=self.hidden(self.content, known),
            attachments=tuple(Attachment(name=self.hidden(one.name, known)) for one in self.attachments),
        )

    def hidden(self, words: str, known: OpenMatters | None = None) -> str:
        """Words about this matter without anybody's personal data."""
        return mask(self.unnamed(words), known).text

    def unnamed(self, words: str) -> str:
        """Words without what names the citizen: his name as the hotline took it, without any label before it."""
        shown = self.citizen.masked()
        for said, instead in ((self.citizen.name, shown.name), (self.citizen.phone, shown.phone)):
            if said and instead and len(said) > 1:
                words = words.replace(said, instead)
        return words

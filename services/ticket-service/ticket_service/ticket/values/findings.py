"""What the unit found: whether the matter is true, what came of it, how content the citizen is (docs/facts.md §3.2).

A draft may leave all of it open; nobody signs before it is whole. Which questions are asked depends on the matter.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from gongkai.refusals import Ground, Point, Refusal
from gongkai.worktime.days import SHANGHAI
from ticket_service.ticket.values.order import WordEnum

EXPLANATION_LONGEST: Final = 500
MISSING: Final = "missing"
"""The code of a point that a draft may leave open; every other point is wrong in a draft too."""
SIGNS: Final = re.compile(r"[\W_]+")


class FindingsUnfit(Refusal):
    """What the unit found contradicts itself, or does not fit the matter."""

    code = "findings-unfit"
    ground = Ground.unfit


class FindingsIncomplete(Refusal):
    """A report is signed when everything that the hotline asks about the matter is answered."""

    code = "findings-incomplete"
    ground = Ground.unfit


class FactQuestion(StrEnum):
    """Which of the three lists of 事实认定 a matter has."""

    complaint = "complaint"
    suggestion = "suggestion"
    consultation = "consultation"


class FactFound(WordEnum):
    """事实认定: three lists in one; `asked` says which one a word belongs to."""

    true = "true", "属实"
    partly_true = "partly_true", "部分属实"
    untrue = "untrue", "不属实"
    adopted = "adopted", "采纳"
    partly_adopted = "partly_adopted", "部分采纳"
    for_reference = "for_reference", "留作参考"
    not_adopted = "not_adopted", "不予采纳"
    policy_there = "policy_there", "有政策信息"
    no_policy = "no_policy", "无政策信息"
    policy_disputed = "policy_disputed", "对政策解释不接受"

    @property
    def asked(self) -> FactQuestion:
        """The kind of matter of which this can be found."""
        return next(asked for asked, words in FACTS.items() if self in words)


FACTS: Final[Mapping[FactQuestion, tuple[FactFound, ...]]] = {
    FactQuestion.complaint: (FactFound.true, FactFound.partly_true, FactFound.untrue),
    FactQuestion.suggestion: (
        FactFound.adopted,
        FactFound.partly_adopted,
        FactFound.for_reference,
        FactFound.not_adopted,
    ),
    FactQuestion.consultation: (FactFound.policy_there, FactFound.no_policy, FactFound.policy_disputed),
}
ASKED_OF: Final[Mapping[str, FactQuestion]] = {
    "投诉": FactQuestion.complaint,
    "举报": FactQuestion.complaint,
    "求助": FactQuestion.complaint,
    "建议": FactQuestion.suggestion,
    "咨询": FactQuestion.consultation,
}
"""By the Chinese words for the matter, the hotline's or our own; of any other matter each list may be used."""


class ClaimFound(WordEnum):
    """诉求认定; not asked for a consultation or a suggestion."""

    lawful = "lawful", "诉求合理合法"
    no_ground = "no_ground", "无政策依据"
    too_much = "too_much", "诉求过高"
    other = "other", "其他"


class OnSite(WordEnum):
    """现场查看."""

    yes = "yes", "是"
    no = "no", "否"
    no_site = "no_site", "无实际现场"


class Result(WordEnum):
    """处理结果: the rate of solved matters counts these words."""

    solved = "solved", "实际解决"
    explained = "explained", "解释说明"
    unsolved = "unsolved", "未解决"
    other = "other", "其他"


class ReplyMode(WordEnum):
    """答复方式."""

    phone = "phone", "电话"
    written = "written", "书面"
    talk = "talk", "约谈"


class Satisfaction(WordEnum):
    """是否满意, as the unit heard it; the hotline asks the citizen himself (满意度)."""

    satisfied = "satisfied", "满意"
    accepted = "accepted", "认可"
    dissatisfied = "dissatisfied", "不满意"
    not_rated = "not_rated", "未评价"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything beside the two texts. Words of staff (`explanation`, `satisfaction_reason`, `feedback`) may name the
    citizen: they are masked wherever the report is."""

    fact: FactFound | None = None
    claim: ClaimFound | None = None
    on_site: OnSite | None = None
    on_site_at: datetime | None = None
    result: Result | None = None
    reply_mode: ReplyMode | None = None
    satisfaction: Satisfaction | None = None
    satisfaction_reason: str = ""
    explanation: str = ""
    feedback: str = ""
    signed_unit: str = ""

    def hidden(self, hide: Callable[[str], str]) -> Self:
        """With every word that staff wrote hidden as far as it has to be."""
        return self.worded({name: hide(words) for name, words in self.texts().items()})

    def worded(self, texts: Mapping[str, str]) -> Self:
        """With other words in these fields."""
        return replace(
            self,
            satisfaction_reason=texts.get("satisfaction_reason", self.satisfaction_reason),
            explanation=texts.get("explanation", self.explanation),
            feedback=texts.get("feedback", self.feedback),
            signed_unit=texts.get("signed_unit", self.signed_unit),
        )

    def of_the_matter(self) -> Self:
        """Without what concerns this citizen alone: how he was answered, and how content he is."""
        return replace(self, reply_mode=None, satisfaction=None, satisfaction_reason="", feedback="")

    def texts(self) -> Mapping[str, str]:
        """The words of staff that are there, field by field."""
        return {name: words for name in TEXTS if (words := getattr(self, name))}


TEXTS: Final[Mapping[str, str]] = {
    "explanation": "认定说明",
    "satisfaction_reason": "满意度原因",
    "feedback": "市民反馈说明",
    "signed_unit": "落款单位",
}


def asked_of(matter: str) -> FactQuestion | None:
    """Which questions a matter has, by its Chinese words; `None` if the words do not say it."""
    return ASKED_OF.get(matter)


def wrong_with(found: Findings, asked: FactQuestion | None, now: datetime) -> tuple[Point, ...]:
    """All that is missing or wrong at once; the pointers are the fields' names."""
    asked = asked or (found.fact.asked if found.fact else None)
    return (*_missing(found, asked), *_wrong(found, asked, now))


def findings_words(found: Findings | None) -> Mapping[str, str]:
    """What the closing report says of it, under the words that a template uses as placeholders."""
    found = found or Findings()
    return {
        "事实认定": _with(found.fact, found.explanation),
        "诉求认定": _with(found.claim),
        "现场查看": _with(found.on_site, _moment(found.on_site_at)),
        "处理结果": _with(found.result),
        "答复方式": _with(found.reply_mode),
        "市民满意度": _with(found.satisfaction, found.satisfaction_reason),
        "市民反馈": found.feedback,
        "落款单位": found.signed_unit,
    }


def as_told(found: Findings | None) -> dict[str, Any]:
    """What the hotline is told: its own words for every choice, and the texts as they are here, masked before."""
    if found is None:
        return {}
    said = {field.name: getattr(found, field.name) for field in fields(found)}
    return {
        name: one.words if isinstance(one, WordEnum) else one for name, one in said.items() if one not in (None, "")
    }


def _with(word: WordEnum | None, more: str = "") -> str:
    if word is None:
        return ""
    return f"{word.words}（{more}）" if more else word.words


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


def _missing(found: Findings, asked: FactQuestion | None) -> Iterator[Point]:
    wanted = {
        "fact": "请选择事实认定",
        "on_site": "请选择是否现场查看",
        "result": "请选择处理结果",
        "reply_mode": "请选择答复方式",
        "satisfaction": "请选择市民是否满意",
    }
    if asked is FactQuestion.complaint:
        wanted["claim"] = "请选择诉求认定"
    for name, words in wanted.items():
        if getattr(found, name) is None:
            yield Point(f"/{name}", MISSING, words)
    if found.on_site is OnSite.yes and found.on_site_at is None:
        yield Point("/on_site_at", MISSING, "请填写现场查看的时间")
    if found.satisfaction not in (None, Satisfaction.satisfied) and not found.satisfaction_reason:
        yield Point("/satisfaction_reason", MISSING, "市民不是“满意”的，请写明原因")
    if (ClaimFound.other is found.claim or Result.other is found.result) and not found.explanation:
        yield Point("/explanation", MISSING, "选“其他”的，请写明情况")


def _wrong(found: Findings, asked: FactQuestion | None, now: datetime) -> Iterator[Point]:
    if found.fact and asked and found.fact.asked is not asked:
        choices = "、".join(word.words for word in FACTS[asked])
        yield Point("/fact", "not-of-this-matter", f"这类诉求的事实认定只能是：{choices}")
    if found.claim and asked in (FactQuestion.suggestion, FactQuestion.consultation):
        yield Point("/claim", "not-asked", "咨询和建议不填诉求认定")
    if found.on_site_at and found.on_site is not OnSite.yes:
        yield Point("/on_site_at", "not-asked", "没有现场查看的，不填时间")
    elif found.on_site_at and found.on_site_at > now:
        yield Point("/on_site_at", "in-future", "现场查看的时间不能晚于现在")
    chosen = {_bare(one.words) for one in (found.fact, found.claim, found.result, found.satisfaction) if one}
    for name in ("explanation", "satisfaction_reason", "feedback"):
        if _bare(getattr(found, name)) in chosen:
            yield Point(f"/{name}", "same-as-choice", f"{TEXTS[name]}不能只重复所选的选项，请写明具体情况")


def _bare(words: str) -> str:
    return SIGNS.sub("", words)

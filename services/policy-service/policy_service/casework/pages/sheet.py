"""The sheet on which a policy is written: its fields as typed, and as the body that the API takes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from gongkai.desk.forms import filled_in
from policy_service.drafting.usecases.draft_policy import WrittenPolicy
from policy_service.policy.domain.audience import AUDIENCES, words_of
from policy_service.policy.domain.document_no import normal_document_no
from policy_service.policy.domain.draft import BUREAU, DISCLOSURE_WORDS, BodyFormat, Disclosure
from policy_service.policy.domain.kinds import KIND_WORDS, guess_kind
from policy_service.policy.domain.policy import Policy

BLANK: Final = {"issuing_unit": BUREAU, "disclosure": Disclosure.active, "body_format": BodyFormat.markdown}
LINES: Final = (
    *("title", "document_no", "formed_on", "disclosure", "body", "body_format", "issuing_unit", "index_no", "kind"),
    *("subject_class", "effective_on", "expires_on", "change_note"),
)
LISTS: Final = ("co_issuers", "keywords", "audiences", "service_links")
NORMATIVE: Final = {"yes": True, "no": False}
TICKED: Final = "audience_"
BETWEEN: Final = re.compile(r"[、，,；;\n]+")
LABELS: Final = {
    "title": "标题",
    "document_no": "发文字号",
    "formed_on": "成文日期",
    "disclosure": "公开属性",
    "body": "正文",
    "body_format": "正文格式",
    "change_note": "修改说明",
    "issuing_unit": "发文机关",
    "co_issuers": "联合发文机关",
    "kind": "公文种类",
    "index_no": "索引号",
    "subject_class": "主题分类",
    "normative": "行政规范性文件",
    "interpretation_wanted": "需要解读",
    "effective_on": "施行日期",
    "expires_on": "有效期至",
    "audiences": "适用对象",
    "keywords": "主题词",
    "service_links": "办事入口",
    "document": "Word 文档",
}


def as_written(typed: Mapping[str, str]) -> WrittenPolicy:
    """The body; what is wrong with it is told by its fields."""
    given: dict[str, Any] = {name: typed[name] for name in LINES if typed.get(name, "").strip()}
    given |= {
        "co_issuers": _lines(typed.get("co_issuers", "")),
        "keywords": [word for word in BETWEEN.split(typed.get("keywords", "")) if word.strip()],
        "audiences": [name.removeprefix(TICKED) for name in typed if name.startswith(TICKED)],
        "service_links": [_link(line) for line in _lines(typed.get("service_links", ""))],
        "normative": NORMATIVE.get(typed.get("normative", "")),
        "interpretation_wanted": bool(typed.get("interpretation_wanted")),
    }
    return filled_in(WrittenPolicy, given)


def as_typed(policy: Policy) -> dict[str, str]:
    """What a policy says, as it would have been typed."""
    lines = {name: str(getattr(policy, name) or "") for name in LINES}
    ticked = {f"{TICKED}{code}": "yes" for code in policy.audiences}
    return (
        lines
        | ticked
        | {
            "co_issuers": "\n".join(policy.co_issuers),
            "keywords": "、".join(policy.keywords),
            "service_links": "\n".join(f"{link.title} {link.url}" for link in policy.service_links),
            "normative": "" if policy.normative is None else "yes" if policy.normative else "no",
            "interpretation_wanted": "yes" if policy.interpretation_wanted else "",
            "version": str(policy.version),
        }
    )


def in_words(form: Mapping[str, str]) -> dict[str, str]:
    """The fields as people read them, to be compared."""
    kind = form.get("kind", "") or str(guess_kind(form.get("title", "")) or "")
    ticked = (words_of([name.removeprefix(TICKED)])[0] for name in form if name.startswith(TICKED))
    keywords = (word.strip() for word in BETWEEN.split(form.get("keywords", "")) if word.strip())
    return dict(form) | {
        "document_no": normal_document_no(form.get("document_no", "")) or form.get("document_no", ""),
        "disclosure": DISCLOSURE_WORDS.get(form.get("disclosure", ""), ""),  # type: ignore[call-overload]
        "body_format": "",
        "kind": KIND_WORDS.get(kind, ""),  # type: ignore[call-overload]
        "normative": {"yes": "是", "no": "不是"}.get(form.get("normative", ""), "没有说明"),
        "interpretation_wanted": "需要" if form.get("interpretation_wanted") else "",
        "audiences": "、".join(sorted(ticked)),
        "keywords": "、".join(keywords),
        "document": "",
    }


def audience_choices(form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The boxes: those of the list, and those that this policy has beside it."""
    yield from ((f"{TICKED}{code}", words) for code, words in AUDIENCES.items())
    for name in form:
        code = name.removeprefix(TICKED)
        if name.startswith(TICKED) and code not in AUDIENCES:
            yield name, f"{code}（不在名录中）"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _link(line: str) -> dict[str, str]:
    """Name and address, the address last."""
    *name, url = line.split()
    return {"title": " ".join(name), "url": url}

"""What a unit writes down of a policy: its words and particulars, before anybody has signed."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self

from gongkai.refusals import Ground, Point, Refusal
from policy_service.policy.domain.kinds import Kind, guess_kind
from policy_service.policy.domain.links import ServiceLink, faults_of

DOCUMENT_NO: Final = re.compile(r"[一-龥]{2,20}〔(?:19|20)[0-9]{2}〕[1-9][0-9]*号")
LONGEST_DOCUMENT_NO: Final = 40

# People type whatever bracket the keyboard offers; NFKC has already made ﹝［（ into 〔[( and full-width digits plain.
_BRACKETS: Final = str.maketrans("[(【", "〔〔〔") | str.maketrans("])】", "〕〕〕")


def normal_document_no(written: str) -> str | None:
    """The number with six-sided brackets and plain digits; `None` if what is written is no document number."""
    plain = "".join(unicodedata.normalize("NFKC", written).split()).translate(_BRACKETS)
    return plain if len(plain) <= LONGEST_DOCUMENT_NO and DOCUMENT_NO.fullmatch(plain) else None


BUREAU: Final = "上海市市场监督管理局"
PUBLIC_MARK: Final = re.compile(r"[（(]\s*此件公开发布\s*[)）]\s*\Z")


class Disclosure(StrEnum):
    """What the drafter decides on signing (公开属性)."""

    active = "active"
    on_request = "on_request"
    withheld = "withheld"


DISCLOSURE_WORDS: Final = {
    Disclosure.active: "主动公开",
    Disclosure.on_request: "依申请公开",
    Disclosure.withheld: "不予公开",
}


class BodyFormat(StrEnum):
    """How the body is written down. Plain text as it stands on paper is read as Markdown."""

    markdown = "markdown"
    html = "html"


class DraftUnfit(Refusal):
    """Something about the draft is missing or contradicts itself; the points say all of it at once."""

    code = "draft-unfit"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`kind` may be left open where the title names it at its end; `body` is in `body_format`.

    `normative` (行政规范性文件) is `None` while nobody has said so; `effective_on` is `None` where the policy applies
    from its publication on. `interpretation_wanted` marks a policy that is no normative document and still needs an
    interpretation. `change_note` says to readers of a later edition what is new in it.
    """

    title: str
    document_no: str
    formed_on: date
    disclosure: Disclosure
    body: str
    issuing_unit: str = BUREAU
    index_no: str = ""
    kind: Kind | None = None
    co_issuers: tuple[str, ...] = ()
    normative: bool | None = None
    subject_class: str = ""
    effective_on: date | None = None
    expires_on: date | None = None
    audiences: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    body_format: BodyFormat = BodyFormat.markdown
    interpretation_wanted: bool = False
    change_note: str = ""
    service_links: tuple[ServiceLink, ...] = ()

    @property
    def words(self) -> dict[str, Any]:
        """Words and particulars: the fields of a draft."""
        return {one.name: getattr(self, one.name) for one in fields(Draft)}

    def checked(self) -> Self:
        """The draft in its normal form; raises DraftUnfit with every fault at once."""
        points = tuple(self._faults())
        if points:
            raise DraftUnfit(f"稿件有{len(points)}处需要修改。", points=points)
        return replace(
            self,
            title=" ".join(self.title.split()),
            document_no=normal_document_no(self.document_no) or "",
            issuing_unit=self.issuing_unit.strip(),
            index_no=self.index_no.strip(),
            kind=self.kind or guess_kind(self.title),
            co_issuers=_each_once(self.co_issuers),
            audiences=_each_once(self.audiences),
            keywords=_each_once(self.keywords),
        )

    def _faults(self) -> Iterator[Point]:
        for name, words in (("title", "标题"), ("issuing_unit", "发文机关"), ("body", "正文")):
            if not getattr(self, name).strip():
                yield Point(f"/{name}", "missing", f"请填写{words}")
        if normal_document_no(self.document_no) is None:
            yield Point("/document_no", "document-no-unfit", "发文字号应如“沪市监办发〔2024〕326号”")
        if self.title.strip() and not (self.kind or guess_kind(self.title)):
            yield Point("/kind", "missing", "从标题看不出公文种类，请选择")
        if PUBLIC_MARK.search(self.body) and self.disclosure is not Disclosure.active:
            yield Point("/disclosure", "mark-contradicts", "正文末尾标注“此件公开发布”，公开属性须为主动公开")
        yield from faults_of(self.service_links)


def _each_once(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))

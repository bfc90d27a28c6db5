"""The page tags of the national standard for government websites (国办发〔2017〕47号): made, written, checked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Final

from gongkai.refusals import Point
from gongkai.worktime.days import SHANGHAI
from policy_service.policy.domain.body import text_of
from policy_service.policy.domain.edition import Edition

SITE: Final = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN: Final = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE: Final = ("ArticleTitle", "PubDate", "ContentSource")
REQUIRED: Final = (*SITE, *COLUMN, *ARTICLE)
"""On the page of an article."""
OPTIONAL: Final = ("Keywords", "Author", "Description", "Image", "Url")
LONGEST_DESCRIPTION: Final = 120
_FORMS: Final = {
    "SiteIDCode": (re.compile(r"[0-9A-Za-z]{10}"), "网站标识码为10位"),
    "PubDate": (re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]"), "发布时间的格式为YYYY-MM-DD HH:MM"),
    "Url": (re.compile(r"https?://\S+"), "网址须以http://或https://开头"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The website and its column in which policies stand, as the office has set them; what is empty is left out."""

    name: str
    domain: str
    id_code: str
    column_name: str
    column_description: str
    column_keywords: str
    column_type: str


def tags_of(edition: Edition, site: Site, url: str) -> dict[str, str]:
    """The tags of a policy's page, in the order of the standard; `url` is the page's whole address."""
    sources = dict.fromkeys((edition.issuing_unit, *edition.co_issuers))
    tags = {
        "SiteName": site.name,
        "SiteDomain": site.domain,
        "SiteIDCode": site.id_code,
        "ColumnName": site.column_name,
        "ColumnDescription": site.column_description,
        "ColumnKeywords": site.column_keywords,
        "ColumnType": site.column_type,
        "ArticleTitle": edition.title,
        "PubDate": f"{edition.published_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        "ContentSource": "、".join(sources),
        "Keywords": ",".join(edition.keywords),
        "Author": edition.issuing_unit,
        "Description": _short(text_of(edition.html)),
        "Url": url,
    }
    return {name: value for name, value in tags.items() if value.strip()}


def as_html(tags: Mapping[str, str]) -> str:
    """The tags for the head of a page, one a line."""
    return "".join(f'<meta name="{escape(name)}" content="{escape(value)}">\n' for name, value in tags.items())


def tags_in(html: str) -> dict[str, str]:
    """The tags of the standard that a page carries; of one that stands there twice, the first."""
    page = _Page()
    page.feed(html)
    page.close()
    return page.tags


def check(tags: Mapping[str, str]) -> tuple[Point, ...]:
    """Which required tags are missing, and which are not in their form."""
    return tuple(_faults(tags))


def _faults(tags: Mapping[str, str]) -> Iterator[Point]:
    for name in REQUIRED:
        if not tags.get(name, "").strip():
            yield Point(f"/{name}", "tag-missing", f"缺少页面标签{name}（国办发〔2017〕47号）")
    for name, (form, words) in _FORMS.items():
        if (value := tags.get(name, "").strip()) and not form.fullmatch(value):
            yield Point(f"/{name}", "tag-unfit", f"页面标签{name}不合格式：{words}")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "meta" and name in (*REQUIRED, *OPTIONAL):
            self.tags.setdefault(name, given.get("content") or "")


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_DESCRIPTION else words[: LONGEST_DESCRIPTION - 1] + "…"

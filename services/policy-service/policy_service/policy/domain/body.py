"""The body of a policy: what the unit wrote (Markdown, HTML, or plain text as it stands on paper) as harmless HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from itertools import count
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from gongkai.refusals import Ground, Refusal
from policy_service.policy.domain.draft import BodyFormat

LONGEST_BODY: Final = 300_000
"""Characters: in Chinese just below the megabyte that a request or a field of a form may have."""

# 一、 … 十五、 at the start of a short line is a section heading on paper; it ends without a full stop.
_HEADLINE: Final = r"[一二三四五六七八九十]{1,3}、[^。；;<>\n]{1,60}"
_SECTION: Final = re.compile(rf"^[ 　]*({_HEADLINE})[ 　]*$", re.MULTILINE)
_SECTION_PARAGRAPH: Final = re.compile(rf"<p>\s*(?:<(?:strong|b)>\s*)?({_HEADLINE})(?:\s*</(?:strong|b)>)?\s*</p>")
_DEEPEST: Final = 6

_BLOCKS: Final = {"p", "br", "hr", "blockquote", "pre", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"}
_WORDS: Final = {"a", "strong", "em", "b", "i", "u", "s", "del", "sub", "sup", "code"}
_TABLES: Final = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_OWN_IDS: Final = {f"h{level}": {"id"} for level in range(2, _DEEPEST + 1)}
_CLAUSE_ID: Final = re.compile(r"clause-[0-9]{1,4}")
_SPAN: Final = re.compile(r"[1-9][0-9]?")
_OPENED: Final = re.compile(r"<h([2-6])>")
_TOP_HEADING: Final = re.compile(r"<h1>")
_ANY_HEADING: Final = re.compile(r"<(/?)h([1-6])>")
_HEADING: Final = re.compile(r'<h[2-6] id="(clause-[0-9]{1,4})">(.*?)(?=</?h[2-6][ >])', re.DOTALL)
_SCHEMES: Final = {"http", "https", "mailto"}
_BREAKING: Final = frozenset(_BLOCKS | _TABLES)
_SHOWN_TOO: Final = frozenset({"href", "title"})

# The sanitiser's time grows with the square of the depth; no document on paper is deeper than a dozen.
_MOST_NESTED: Final = 200
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CLOSED_BY_THE_NEXT: Final = frozenset(
    {"p", "li", "dd", "dt", "tr", "td", "th", "br", "hr", "img", "input", "col", "wbr"}
)


class BodyTooDeep(Refusal):
    """The tags of the body are nested beyond what any document needs."""

    code = "body-too-deep"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyClause:
    """A heading that can be linked to."""

    id: str
    title: str


def to_html(body: str, body_format: BodyFormat = BodyFormat.markdown) -> str:
    """The body as the public sees it: no script, no style, no image, no frame; each heading can be linked to.

    What is cleaned already comes out as it went in.
    """
    if body_format is BodyFormat.html:
        cleaned = _clean(_not_too_deep(body), {"h1"})
        written = _below_the_title(_SECTION_PARAGRAPH.sub(r"<h2>\1</h2>", cleaned))
    else:
        written = _clean(_not_too_deep(_MARKDOWN.render(_SECTION.sub(r"\n# \1\n", body))))
    numbers = count(1)
    numbered = _OPENED.sub(lambda found: f'<h{found[1]} id="clause-{next(numbers)}">', written)
    return _clean(numbered, own_ids=True)


def clauses_of(html: str) -> tuple[BodyClause, ...]:
    """The headings of a body."""
    return tuple(
        BodyClause(id=found[1], title=unescape(re.sub(r"<[^>]*>", "", found[2])).strip())
        for found in _HEADING.finditer(html)
    )


def text_of(html: str) -> str:
    """What a reader can see of a body: its words with a line for each block, then where its links lead."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join((*reader.words, *reader.links)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKING:
            self.words.append("\n")
        self.links += (f"\n{value}" for name, value in attrs if name in _SHOWN_TOO and value)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKING:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _not_too_deep(html: str) -> str:
    """The body, if its open tags never pile up; what the next tag closes by itself does not count."""
    depth = 0
    for found in _TAG.finditer(html):
        if found[2].lower() in _CLOSED_BY_THE_NEXT:
            continue
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > _MOST_NESTED:
            raise BodyTooDeep("正文的标签嵌套过深或没有闭合，请改用普通段落、列表和表格。")
    return html


def _clean(html: str, more: set[str] | None = None, *, own_ids: bool = False) -> str:
    """The last step of each rendition is this one: whatever was put together before, this lets nothing pass."""
    return nh3.clean(
        html,
        tags=_BLOCKS | _WORDS | _TABLES | (more or set()),
        attributes=_ATTRIBUTES | _OWN_IDS if own_ids else _ATTRIBUTES,
        attribute_filter=_fit,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


def _fit(tag: str, attribute: str, value: str) -> str | None:
    """Ids are ours: a foreign one could take the place of a part of the page. A cell spans 99 others at most."""
    if attribute == "id":
        return value if _CLAUSE_ID.fullmatch(value) else None
    if attribute in ("colspan", "rowspan"):
        return value if _SPAN.fullmatch(value) else None
    return value


def _below_the_title(html: str) -> str:
    """The page's own title is the first heading: if the body has one of that level, all its headings go down one."""
    if not _TOP_HEADING.search(html):
        return html
    return _ANY_HEADING.sub(lambda found: f"<{found[1]}h{_lower(int(found[2]))}>", html)


def _heading_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """In Markdown the headings of a body begin with the second level, however they are written."""
    return f"<h{_lower(int(tokens[index].tag[1:]))}>"


def _heading_close(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return f"</h{_lower(int(tokens[index].tag[1:]))}>\n"


def _lower(level: int) -> int:
    return min(level + 1, _DEEPEST)


def _markdown() -> MarkdownIt:
    """Single line breaks are kept, and an indented line is a paragraph as on paper, not program code."""
    made = MarkdownIt("commonmark", {"html": True, "breaks": True, "maxNesting": 20}).enable("table").disable("code")
    made.add_render_rule("heading_open", _heading_open)
    made.add_render_rule("heading_close", _heading_close)
    return made


_MARKDOWN: Final = _markdown()

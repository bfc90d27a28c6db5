"""The body of a policy: what the unit wrote (Markdown, or plain text as it stands on paper) as harmless HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from policy_service.domain.draft import BodyFormat

# 一、 … 十五、 at the start of a short line is a section heading on paper; it ends without a full stop.
_SECTION: Final = re.compile(r"^[ 　]*([一二三四五六七八九十]{1,3}、[^。；\n]{1,60})[ 　]*$", re.MULTILINE)
_DEEPEST: Final = 6

_BLOCKS: Final = {"p", "br", "hr", "blockquote", "pre", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li"}
_WORDS: Final = {"a", "strong", "em", "b", "i", "u", "s", "del", "sub", "sup", "code"}
_TABLES: Final = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "ol": {"start"},
    "th": {"colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    **{f"h{level}": {"id"} for level in range(2, _DEEPEST + 1)},
}
_CLAUSE_ID: Final = re.compile(r"clause-[0-9]{1,4}")
_HEADING: Final = re.compile(r'<h[2-6] id="(clause-[0-9]{1,4})">(.*?)</h[2-6]>', re.DOTALL)
_SCHEMES: Final = {"http", "https", "mailto"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A heading that can be linked to."""

    id: str
    title: str


def to_html(body: str, body_format: BodyFormat = BodyFormat.markdown) -> str:
    """The body as the public sees it: no script, no style, no image, no frame; each heading can be linked to."""
    written = _MARKDOWN.render(_SECTION.sub(r"\n# \1\n", body))
    return nh3.clean(
        written,
        tags=_BLOCKS | _WORDS | _TABLES,
        attributes=_ATTRIBUTES,
        attribute_filter=_own_ids_only,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )


def clauses_of(html: str) -> tuple[Clause, ...]:
    """The headings of a body."""
    return tuple(
        Clause(id=found[1], title=unescape(re.sub(r"<[^>]*>", "", found[2])).strip())
        for found in _HEADING.finditer(html)
    )


def _own_ids_only(tag: str, attribute: str, value: str) -> str | None:
    """Ids are ours: a foreign one could take the place of a part of the page."""
    return value if attribute != "id" or _CLAUSE_ID.fullmatch(value) else None


def _heading_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """The page's own title is the first heading, so those of the body begin with the second level."""
    number = env["clauses"] = env.get("clauses", 0) + 1
    return f'<h{_level(tokens[index])} id="clause-{number}">'


def _heading_close(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return f"</h{_level(tokens[index])}>\n"


def _level(token: Token) -> int:
    return min(int(token.tag[1:]) + 1, _DEEPEST)


def _markdown() -> MarkdownIt:
    """Single line breaks are kept, and an indented line is a paragraph as on paper, not program code."""
    made = MarkdownIt("commonmark", {"html": True, "breaks": True, "maxNesting": 20}).enable("table").disable("code")
    made.add_render_rule("heading_open", _heading_open)
    made.add_render_rule("heading_close", _heading_close)
    return made


_MARKDOWN: Final = _markdown()

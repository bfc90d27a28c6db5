"""Bodies: paper text and Markdown in, harmless HTML out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_service.domain.body import to_html

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>)",
    "![x](https://tracker.cn/x.png)",
    "<iframe src=//e.cn></iframe>",
    "<p style='position:fixed'>x</p>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<h2 id=main>x</h2>",
    "<form><input name=a></form>",
    "<<script>script>alert(1)</script>",
    "<!--><script>-->",
]
KEPT = "p|br|hr|blockquote|pre|code|a|h[2-6]|ul|ol|li|strong|em|b|i|u|s|del|su[bp]|table|caption|thead|tbody|tr|th|td"
FOREIGN = rf"<(?!/?(?:{KEPT})\b)"


@pytest.mark.parametrize("words", HOSTILE)
def test_e1_hostile_words_lose_their_sting(words: str) -> None:
    html = to_html(f"前\n\n{words}\n\n后")
    assert not re.search(FOREIGN, html)
    assert not re.search(r"<[^>]*(?:\son\w+=|style=|javascript:|data:|src=|id=\"main)", html)
    assert html.startswith("<p>前</p>")


@given(st.lists(st.sampled_from([*HOSTILE, "词", "\n", "\n\n", "# ", "> ", "- ", "| a |\n|---|\n", "`", "&lt;", "\\"])))
def test_e1_no_mixture_of_hostile_words_gets_through(parts: list[str]) -> None:
    html = to_html("".join(parts))
    assert not re.search(FOREIGN, html)
    assert not re.search(r"<[^>]*(?:\son\w+=|style=|src=)", html)


def test_e1_paper_text_keeps_its_paragraphs_lines_and_sections() -> None:
    html = to_html("各区局：\n\n一、总体要求\n第一段。\n第二行。\n\n    缩进的一段。\n\n二、附则。")
    assert html.count('<h2 id="clause-1">一、总体要求</h2>') == 1
    assert "<p>第一段。<br>\n第二行。</p>" in html
    assert "<p>缩进的一段。</p>" in html
    assert "<p>二、附则。</p>" in html


def test_e1_markdown_headings_go_below_the_title_of_the_page() -> None:
    assert to_html("# 一\n\n## 二") == '<h2 id="clause-1">一</h2>\n<h3 id="clause-2">二</h3>\n'


def test_e1_tables_and_safe_links_stay() -> None:
    html = to_html("| 项 | 值 |\n|---|---|\n| 甲 | [详情](https://example.cn) |")
    assert "<td>甲</td>" in html
    assert '<a href="https://example.cn" rel="noopener noreferrer">详情</a>' in html

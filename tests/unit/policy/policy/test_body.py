"""Bodies: paper text and Markdown in, harmless HTML out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_service.policy.domain.body import BodyTooDeep, clauses_of, text_of, to_html
from policy_service.policy.domain.draft import BodyFormat

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


@pytest.mark.parametrize("words", HOSTILE)
def test_e1_hostile_html_loses_its_sting(words: str) -> None:
    html = to_html(f"<p>前</p>{words}<p>后</p>", BodyFormat.html)
    assert not re.search(FOREIGN, html)
    assert not re.search(r"<[^>]*(?:\son\w+=|style=|javascript:|data:|src=|id=\"main)", html)


@given(
    st.lists(
        st.sampled_from([*HOSTILE, "<h1>", "<h2 id='clause-1'>", "</h2>", "<a title='<h3>", "'>", "一、甲", "<p>"])
    )
)
def test_e1_no_mixture_of_hostile_html_gets_through_and_what_is_clean_stays(parts: list[str]) -> None:
    html = to_html("".join(parts), BodyFormat.html)
    assert not re.search(FOREIGN, re.sub(r'"[^"]*"', "", html))
    assert not re.search(r"<[^>]*(?:\son\w+=|style=|src=)", re.sub(r'"[^"]*"', "", html))
    ids = [clause.id for clause in clauses_of(html)]
    assert ids == [f"clause-{number}" for number in range(1, len(ids) + 1)]
    assert clauses_of(to_html(html, BodyFormat.html)) == clauses_of(html)


def test_e1_headings_of_html_get_anchors_and_go_below_the_title() -> None:
    html = to_html("<h1 id='x'>总则</h1><p><strong>一、范围</strong></p><h2>例外</h2>", BodyFormat.html)
    assert [(one.id, one.title) for one in clauses_of(html)] == [
        ("clause-1", "总则"),
        ("clause-2", "一、范围"),
        ("clause-3", "例外"),
    ]
    assert html == ('<h2 id="clause-1">总则</h2><h3 id="clause-2">一、范围</h3><h3 id="clause-3">例外</h3>')


def test_e1_what_a_reader_sees_has_no_tags_and_shows_where_links_lead() -> None:
    html = to_html("甲 138**0000** [电话](mailto:a@example.com)\n\n乙 &lt;", BodyFormat.markdown)
    assert text_of(html).split() == ["甲", "1380000", "电话", "乙", "<", "mailto:a@example.com"]


@pytest.mark.parametrize("body_format", BodyFormat)
def test_e1_tags_that_pile_up_are_refused_before_they_cost_anything(body_format: BodyFormat) -> None:
    with pytest.raises(BodyTooDeep):
        to_html("<ul><li>" * 12_000, body_format)
    assert to_html("<ul><li>甲</ul>" * 2_000, body_format).count("<li>甲</li>") == 2_000


def test_e1_a_heading_within_a_heading_is_told_by_itself() -> None:
    html = to_html("<h2>甲<a href='https://a.cn'><h3>乙</h3></a></h2>", BodyFormat.html)
    assert [(one.id, one.title) for one in clauses_of(html)] == [("clause-1", "甲"), ("clause-2", "乙")]

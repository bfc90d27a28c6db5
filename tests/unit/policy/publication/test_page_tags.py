"""Page tags of the national standard: made of an edition, escaped, checked."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from policy_service.policy.domain.draft import BodyFormat, Disclosure
from policy_service.policy.domain.edition import Edition
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.validity import Validity
from policy_service.publication.domain.page_tags import REQUIRED, Site, as_html, check, tags_in, tags_of

SITE = Site(
    name="上海市市场监督管理局",
    domain="scjgj.example.cn",
    id_code="3100000087",
    column_name="政策文件",
    column_description="政策文件及解读",
    column_keywords="政策",
    column_type="政策文件",
)
AT = datetime(2024, 7, 8, 16, 5, tzinfo=UTC)
EDITION = Edition(
    policy_id=UUID(int=1),
    number=1,
    version=4,
    title='关于"甲"<乙>的通知',
    document_no="沪市监办发〔2024〕3号",
    index_no="",
    issuing_unit="上海市市场监督管理局",
    co_issuers=("上海市商务委员会",),
    drafting_unit="office",
    kind=Kind.notice,
    normative=None,
    subject_class="",
    formed_on=date(2024, 7, 8),
    effective_on=None,
    expires_on=None,
    validity=Validity.in_force,
    disclosure=Disclosure.active,
    audiences=(),
    keywords=("公开", "解读"),
    published_at=AT,
    first_published_at=AT,
    change_note="",
    digest="0" * 64,
    body="正文",
    body_format=BodyFormat.markdown,
    html=f"<p>{'正文&amp;' * 60}</p>",
    clauses=(),
    attachments=(),
    interpretations=(),
)
URL = "https://scjgj.example.cn/policies/1"


def test_e1_a_policy_page_carries_the_ten_required_tags() -> None:
    tags = tags_of(EDITION, SITE, URL)
    assert check(tags) == ()
    assert tuple(tags)[:10] == REQUIRED
    assert tags["PubDate"] == "2024-07-09 00:05"
    assert tags["ContentSource"] == "上海市市场监督管理局、上海市商务委员会"
    assert tags["Keywords"] == "公开,解读"
    assert len(tags["Description"]) == 120


def test_e1_what_is_not_set_is_said_to_be_missing() -> None:
    tags = tags_of(replace(EDITION, title=" "), replace(SITE, id_code="", domain=" "), URL)
    assert [point.pointer for point in check(tags)] == ["/SiteDomain", "/SiteIDCode", "/ArticleTitle"]
    assert "SiteIDCode" not in as_html(tags)


def test_e1_a_tag_in_another_form_is_told() -> None:
    tags = tags_of(EDITION, replace(SITE, id_code="31"), "javascript:alert(1)") | {"PubDate": "2024年7月8日"}
    assert [(point.pointer, point.code) for point in check(tags)] == [
        ("/SiteIDCode", "tag-unfit"),
        ("/PubDate", "tag-unfit"),
        ("/Url", "tag-unfit"),
    ]


@given(st.text(min_size=1).filter(lambda text: text.strip() and "\x00" not in text and "\r" not in text))
def test_e1_no_title_breaks_out_of_its_tag(title: str) -> None:
    html = as_html(tags_of(replace(EDITION, title=title), SITE, URL))
    assert tags_in(html)["ArticleTitle"] == title
    assert html.count("<") == html.count("<meta name=") == html.count(">\n")

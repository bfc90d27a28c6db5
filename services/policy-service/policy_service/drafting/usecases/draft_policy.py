"""A clerk writes a new policy down for the own unit."""

from datetime import date
from typing import Annotated, Final

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from policy_service.policy.domain.draft import BUREAU, BodyFormat, Disclosure, Draft
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.service_link import MOST_SERVICE_LINKS, ServiceLink
from policy_service.policy.domain.web_address import LONGEST_URL
from policy_service.policy.store import policies as store

LONGEST_BODY: Final = 300_000
"""Characters: in Chinese just below the megabyte that a request or a field of a form may have."""
Named = tuple[Annotated[str, Line(100)], ...]
Tags = tuple[Annotated[str, Line(40)], ...]


class WrittenLink(Body):
    """Where something can be applied for."""

    title: Annotated[str, Line(100)]
    url: Annotated[str, Line(LONGEST_URL)] = Field(description="https")


class WrittenPolicy(Body):
    """What a unit writes down of a policy."""

    title: Annotated[str, Line(200)]
    document_no: Annotated[str, Line(40)] = Field(description="发文字号, brackets of any form: 沪市监办发〔2024〕326号")
    formed_on: date = Field(description="成文日期")
    disclosure: Disclosure = Field(description="公开属性")
    body: Annotated[str, Prose(LONGEST_BODY)] = Field(description="Markdown, plain text with blank lines, or HTML")
    body_format: BodyFormat = BodyFormat.markdown
    issuing_unit: Annotated[str, Line(100)] = BUREAU
    index_no: Annotated[str, Line(60, least=0)] = Field("", description="索引号")
    kind: Kind | None = Field(None, description="公文种类; taken from the end of the title if left out")
    co_issuers: Named = Field((), max_length=20, description="联合发文机关")
    normative: bool | None = Field(None, description="Whether it is a normative document (行政规范性文件)")
    subject_class: Annotated[str, Line(60, least=0)] = Field("", description="主题分类")
    effective_on: date | None = Field(None, description="施行日期; left out: from its publication on")
    expires_on: date | None = Field(None, description="有效期至, the last day on which it applies")
    audiences: Tags = Field((), max_length=30, description="适用对象")
    keywords: Tags = Field((), max_length=30, description="主题词")
    interpretation_wanted: bool = Field(False, description="Needs an interpretation although it is not normative")
    change_note: Annotated[str, Prose(500, least=0)] = Field("", description="修改说明, from the second edition on")
    service_links: tuple[WrittenLink, ...] = Field((), max_length=MOST_SERVICE_LINKS, description="办事入口")

    def draft(self) -> Draft:
        links = tuple(ServiceLink(title=one.title, url=one.url) for one in self.service_links)
        return Draft(**self.model_dump(exclude={"service_links"}), service_links=links)


async def draft_policy(draft: Draft, work: Work) -> Policy:
    policy = Policy.of(draft, id=work.new_id(), by=work.actor, at=work.now)
    await store.add(work.db, policy)
    work.audit("policy.draft", str(policy.id), document_no=policy.document_no, digest=policy.digest)
    return policy

"""Drafting and review: a policy is written, revised, signed by a second person, or its amendment given up."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from policy_service.drafting import domain
from policy_service.policy.domain.body import LONGEST_BODY
from policy_service.policy.domain.draft import BUREAU, BodyFormat, Disclosure, Draft
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.links import LONGEST_URL, MOST_SERVICE_LINKS, ServiceLink
from policy_service.policy.domain.policy import Policy
from policy_service.policy.record import look_up, record
from policy_service.policy.store import editions

UnitNames = tuple[Annotated[str, Line(100)], ...]
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
    co_issuers: UnitNames = Field((), max_length=20, description="联合发文机关")
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
        """The same as the domain takes it."""
        links = tuple(ServiceLink(title=one.title, url=one.url) for one in self.service_links)
        return Draft(**self.model_dump(exclude={"service_links"}), service_links=links)


async def draft_policy(words: Draft, work: Work) -> Policy:
    """A clerk writes a new policy down for the own unit. Raises DraftUnfit and DocumentNoTaken."""
    return await record(domain.draft(words, id=work.new_id(), by=work.actor, at=work.now), work)


async def revise_policy(policy_id: UUID, words: Draft, read_version: int | None, work: Work) -> Policy:
    """A clerk changes the words: signatures and a planned publication are void, a public policy is amended."""
    policy = await look_up(PolicyAct.revise, policy_id, work, read_version)
    if policy.edition and (last := await editions.last_edition(work.db, policy_id)):
        words = domain.restore_masked(words, last)
    return await record(domain.revise(policy, words, by=work.actor, at=work.now), work)


async def review_policy(policy_id: UUID, read_version: int | None, work: Work) -> Policy:
    """The head of the drafting unit signs the dossier of a policy as it stands."""
    policy = await look_up(PolicyAct.review, policy_id, work, read_version)
    return await record(domain.review(policy, by=work.actor, at=work.now), work)


async def drop_amendment(policy_id: UUID, read_version: int | None, work: Work) -> Policy:
    """A clerk gives the next edition of a public policy up: the dossier is again as it was published."""
    policy = await look_up(PolicyAct.drop_amendment, policy_id, work, read_version)
    last = await editions.last_edition(work.db, policy_id)
    saved = await record(domain.drop_amendment(policy, last, by=work.actor), work)
    return saved if last is None else last.edition.over(saved)

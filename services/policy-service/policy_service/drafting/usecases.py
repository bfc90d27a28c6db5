"""Drafting and review: a policy is written, revised, signed by a second person, or its amendment given up."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from policy_service.policy.domain.draft import BUREAU, BodyFormat, Disclosure, Draft
from policy_service.policy.domain.kinds import Kind
from policy_service.policy.domain.links import LONGEST_URL, MOST_SERVICE_LINKS, ServiceLink
from policy_service.policy.domain.planned_act import Act
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.state import NotAmended
from policy_service.policy.store import editions, plans
from policy_service.policy.store import policies as store
from policy_service.policy.usecases import edit_dossier

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


MASKED = (
    *("title", "index_no", "issuing_unit", "co_issuers", "subject_class", "audiences", "keywords", "service_links"),
    "body",
)


async def revise_policy(policy_id: UUID, draft: Draft, read_version: int | None, work: Work) -> Policy:
    async def revised(policy: Policy) -> Policy:
        return policy.revise(await _unmasked(draft, policy, work), by=work.actor, at=work.now)

    return await edit_dossier(policy_id, read_version, work, revised)


async def _unmasked(draft: Draft, policy: Policy, work: Work) -> Draft:
    """The desk shows a public policy masked; what comes back as it was shown stays as it was written. The form may have
    been opened before somebody else began to amend the policy."""
    last = await editions.last_edition(work.db, policy.id) if policy.edition else None
    if last is None:
        return draft
    shown, original = last
    untouched = [name for name in MASKED if getattr(draft, name) == getattr(shown, name)]
    return replace(draft, **{name: getattr(original, name) for name in untouched})


async def review_policy(policy_id: UUID, read_version: int | None, work: Work) -> Policy:
    policy = await store.policy(work.db, policy_id, work.actor.unit)
    reviewed = policy.as_read(read_version).review(by=work.actor, at=work.now)
    saved = await store.save(work.db, reviewed)
    work.audit("policy.review", str(saved.id), digest=saved.digest)
    return saved


async def drop_amendment(policy_id: UUID, read_version: int | None, work: Work) -> Policy:
    policy = (await store.policy(work.db, policy_id, work.actor.unit)).as_read(read_version)
    last = await editions.last_edition(work.db, policy_id)
    if last is None:
        raise NotAmended("没有正在进行的修改。")
    saved = await store.save(work.db, policy.as_published(last[1]))
    await plans.call_off(work.db, policy_id, [Act.publish])
    work.audit("policy.drop_amendment", str(policy_id), digest=saved.digest, edition=saved.edition)
    return last[0].over(saved)

"""Drafting and review: a policy is written, revised, signed by a second person, or its amendment given up."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.inputs import Input, Widget
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

    title: Annotated[str, Line(200), Input("标题", "例如：……关于……的通知")]
    document_no: Annotated[
        str,
        Line(40),
        Field(description="发文字号, brackets of any form: 沪市监办发〔2024〕326号"),
        Input("发文字号", "任何括号都可以，保存为六角括号，例如 沪市监办发〔2024〕326号"),
    ]
    formed_on: Annotated[date, Field(description="成文日期"), Input("成文日期", size="short")]
    disclosure: Annotated[
        Disclosure,
        Field(description="公开属性"),
        Input("公开属性", "只有主动公开的文件才能发布。", widget=Widget.radios),
    ]
    body: Annotated[
        str,
        Prose(LONGEST_BODY),
        Field(description="Markdown, plain text with blank lines, or HTML"),
        Input(
            "正文",
            "按纸面文本粘贴即可：空一行分段，“一、”开头的短行为标题。个人信息在公开时自动遮盖。",
            rows=18,
            capped=False,
        ),
    ]
    body_format: Annotated[BodyFormat, Input("正文格式", required=True, blank="")] = BodyFormat.markdown
    issuing_unit: Annotated[str, Line(100), Input("发文机关", required=True)] = BUREAU
    index_no: Annotated[str, Line(60, least=0), Field(description="索引号"), Input("索引号")] = ""
    kind: Annotated[
        Kind | None,
        Field(description="公文种类; taken from the end of the title if left out"),
        Input("公文种类", "不选时按标题末尾判断。", blank="按标题判断"),
    ] = None
    co_issuers: Annotated[
        UnitNames,
        Field(max_length=20, description="联合发文机关"),
        Input("联合发文机关", "每行一个。", widget=Widget.textarea, rows=3, capped=False),
    ] = ()
    normative: Annotated[
        bool | None,
        Field(description="Whether it is a normative document (行政规范性文件)"),
        Input(
            "行政规范性文件",
            "规范性文件须有文字解读，同步审签、同步发布（沪市监办发〔2024〕326号 §2）。",
            widget=Widget.radios,
        ),
    ] = None
    subject_class: Annotated[str, Line(60, least=0), Field(description="主题分类"), Input("主题分类")] = ""
    effective_on: Annotated[
        date | None,
        Field(description="施行日期; left out: from its publication on"),
        Input("施行日期", "不填：自发布之日起。", size="short"),
    ] = None
    expires_on: Annotated[
        date | None,
        Field(description="有效期至, the last day on which it applies"),
        Input("有效期至", "最后有效的一天；到期自动显示为失效。", size="short"),
    ] = None
    audiences: Annotated[Tags, Field(max_length=30, description="适用对象"), Input("适用对象")] = ()
    keywords: Annotated[
        Tags,
        Field(max_length=30, description="主题词"),
        Input("主题词", "用顿号或逗号隔开。", widget=Widget.text, capped=False),
    ] = ()
    interpretation_wanted: Annotated[
        bool, Field(description="Needs an interpretation although it is not normative"), Input("需要解读")
    ] = False
    change_note: Annotated[
        str,
        Prose(500, least=0),
        Field(description="修改说明, from the second edition on"),
        Input("修改说明", "这一版与上一版有什么不同，公众会在“历次版本”里看到。", required=True, rows=3),
    ] = ""
    service_links: Annotated[
        tuple[WrittenLink, ...],
        Field(max_length=MOST_SERVICE_LINKS, description="办事入口"),
        Input(
            "办事入口",
            "读者看完在哪里办：每行一个，先写名称，空一格，再写 https:// 开头的网址。",
            widget=Widget.textarea,
            rows=4,
            capped=False,
        ),
    ] = ()

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

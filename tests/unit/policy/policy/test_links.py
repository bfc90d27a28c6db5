"""Where one can apply for what a policy offers: https only, named, signed, and looked at by the gate."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from gongkai.actor import Actor
from gongkai.privacy.gate import ReviewRules
from policy_service.policy.domain.draft import Disclosure, Draft, DraftUnfit
from policy_service.policy.domain.links import ServiceLink
from policy_service.policy.domain.policy import Policy
from policy_service.publication.domain.gate import publication_gate

CLERK = Actor("clerk", "章立册", "food")
LINK = ServiceLink(title="食品经营许可延续", url="https://zwdt.sh.gov.cn/item/1")
DRAFT = Draft(
    title="关于延续许可的通知",
    document_no="沪市监食经〔2024〕12号",
    formed_on=date(2024, 7, 8),
    disclosure=Disclosure.active,
    body="可以延续。",
    service_links=(LINK,),
)


def policy(*links: ServiceLink) -> Policy:
    return Policy.of(replace(DRAFT, service_links=links), id=UUID(int=1), by=CLERK, at=datetime(2024, 7, 8, tzinfo=UTC))


@pytest.mark.parametrize("url", ["http://zwdt.sh.gov.cn", "javascript:alert(1)", "https://a:b@zwdt.sh.gov.cn", ""])
def test_f6_a_service_link_leads_to_https_only(url: str) -> None:
    with pytest.raises(DraftUnfit) as refused:
        policy(LINK, replace(LINK, url=url))
    assert [point.pointer for point in refused.value.points] == ["/service_links/1/url"]


def test_e2_a_signature_covers_the_service_links() -> None:
    assert policy(LINK).digest != policy().digest
    assert policy(LINK).digest != policy(replace(LINK, url="https://zwdt.sh.gov.cn/item/2")).digest


def test_e5_the_gate_reads_the_service_links() -> None:
    """A name is masked; an address that holds private data blocks."""
    told = policy(replace(LINK, title="联系13812345678"), replace(LINK, url="https://zwdt.sh.gov.cn/13812345678"))
    gate = publication_gate(told, {}, ReviewRules.bundled(), (), date(2024, 7, 9))
    assert [point.pointer for point in gate.points] == ["/service_links/1/url"]
    assert "12345678" not in gate.renditions["/service_links/0/title"].text

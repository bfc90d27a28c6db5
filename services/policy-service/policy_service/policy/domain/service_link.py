"""Where what a policy offers can be applied for (办事入口): a name and an address elsewhere, shown with the policy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gongkai.refusals import Point
from policy_service.policy.domain.web_address import URL_FAULT, is_safe_address

MOST_SERVICE_LINKS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLink:
    """One of them; the address is https."""

    title: str
    url: str


def faults_of(links: Sequence[ServiceLink]) -> Iterator[Point]:
    """What is wrong with them, each by its place in the list."""
    for at, link in enumerate(links):
        if not link.title.strip():
            yield Point(f"/service_links/{at}/title", "missing", "请写明这是什么办事入口")
        if not is_safe_address(link.url):
            yield Point(f"/service_links/{at}/url", "url-unfit", URL_FAULT)

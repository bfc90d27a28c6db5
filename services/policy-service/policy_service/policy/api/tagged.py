"""Answers that carry the version of what they show."""

from typing import Annotated

from fastapi import Depends, Header, Response

from gongkai.http.etag import etag, read_expected
from policy_service.policy.domain.policy import Policy


async def _version_read(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """A signature may say which version was read; then it is bound to that version."""
    return None if if_match is None else read_expected(if_match).version


VersionRead = Annotated[int | None, Depends(_version_read)]


def tagged(response: Response, policy: Policy) -> Policy:
    """The policy, with its version as ETag."""
    response.headers["ETag"] = etag(policy.version)
    return policy

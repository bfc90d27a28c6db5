"""Strong ETags from row versions: unchanged answers cost nothing, no edit overwrites an unread version."""

import re
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Header, Request, Response

from gongkai.edge_refusals import EdgeRefusal
from gongkai.refusals import Ground

TAG: Final = re.compile(r'"(\d{1,18})"')


class PreconditionRequired(EdgeRefusal):
    """An edit by staff must say which version it is based on."""

    code = "precondition-required"
    ground = Ground.unfit


class PreconditionFailed(EdgeRefusal):
    """The version that the edit is based on is not the newest."""

    code = "precondition-failed"
    ground = Ground.conflict


def etag(version: int) -> str:
    """The strong ETag of a row's version."""
    return f'"{version}"'


def not_modified(request: Request, version: int) -> Response | None:
    """A 304 if the reader already has this version, else `None`."""
    known = ", ".join(request.headers.getlist("if-none-match"))
    if not known or (known.strip() != "*" and str(version) not in TAG.findall(known.replace("W/", ""))):
        return None
    return Response(status_code=304, headers={"ETag": etag(version)})


@dataclass(frozen=True, slots=True)
class ExpectedVersion:
    """The versions that the sender of an edit would accept; `None` stands for any (`If-Match: *`)."""

    versions: frozenset[int] | None

    @property
    def version(self) -> int | None:
        """The one version that was read, to hand to a use case that checks it in SQL; `None` for any."""
        return max(self.versions) if self.versions else None

    def require(self, version: int) -> None:
        """Refuse the edit if the row is at another version."""
        if self.versions is not None and version not in self.versions:
            raise PreconditionFailed("内容已被别人修改，请读取最新内容后再改。")


def read_expected(if_match: str | None) -> ExpectedVersion:
    """What `If-Match` says; 428 when it is missing."""
    if if_match is None:
        raise PreconditionRequired("请带上 If-Match，说明修改所依据的版本。")
    if if_match.strip() == "*":
        return ExpectedVersion(None)
    if "W/" in if_match:  # a weak tag never matches (RFC 9110, 13.1.1)
        return ExpectedVersion(frozenset({-1}))
    return ExpectedVersion(frozenset(int(found) for found in TAG.findall(if_match)) or frozenset({-1}))


async def _expected(
    if_match: Annotated[str | None, Header(description="ETag of the version that the edit is based on")] = None,
) -> ExpectedVersion:
    return read_expected(if_match)


IfMatch = Annotated[ExpectedVersion, Depends(_expected)]

"""To whom a policy applies (适用对象): the tags of `audiences.toml`."""

import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Final

AUDIENCES: Final[dict[str, str]] = tomllib.loads(
    files("policy_service.policy.domain").joinpath("audiences.toml").read_text("utf-8")
)["audiences"]
"""The words of each code."""


def unlisted(codes: Iterable[str]) -> list[str]:
    """Those that are not in the list."""
    return [code for code in codes if code not in AUDIENCES]


def words_of(codes: Iterable[str]) -> list[str]:
    """How the public reads them; a code that has left the list speaks for itself."""
    return [AUDIENCES.get(code, code) for code in codes]

"""The white list: office numbers, officials and places that stay as they are."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Self

from gongkai.refusals import Ground, Point, Refusal

LISTS: Final = ("phones", "officials", "addresses", "mail_domains")


class OpenMattersUnfit(Refusal):
    """The white list cannot be read; nothing is published by half a list."""

    code = "open-matters-unfit"
    ground = Ground.unfit


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatters:
    """What is public although it looks personal. Phones are digits only, mail domains in small letters."""

    phones: frozenset[str] = frozenset()
    officials: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()
    mail_domains: tuple[str, ...] = ()

    @classmethod
    def read(cls, toml: str) -> Self:
        """From the words of the file; refuses whatever is not a list of texts under a known name."""
        try:
            content = tomllib.loads(toml)
        except tomllib.TOMLDecodeError as error:
            raise OpenMattersUnfit("公开事项名单不是有效的TOML文件。") from error
        if points := [
            Point(f"/{name}", "not-a-list-of-texts") for name, value in content.items() if _unfit(name, value)
        ]:
            raise OpenMattersUnfit("公开事项名单的格式不正确。", points=points)
        lists: dict[str, list[str]] = {name: content.get(name, []) for name in LISTS}
        return cls(
            phones=frozenset(re.sub(r"\D", "", phone) for phone in lists["phones"]),
            officials=frozenset(lists["officials"]),
            addresses=tuple(lists["addresses"]),
            mail_domains=tuple(domain.lower() for domain in lists["mail_domains"]),
        )

    def has_mail(self, domain: str) -> bool:
        """Whether a mail domain, in small letters, is one of an office."""
        return any(domain == known or domain.endswith("." + known) for known in self.mail_domains)

    def has_place(self, text: str, at: int) -> bool:
        """Whether position `at` lies in the middle of a known address."""
        return any(text.find(known, max(0, at - len(known) + 1), at + len(known) - 1) >= 0 for known in self.addresses)


def _unfit(name: str, value: Any) -> bool:
    return name not in LISTS or not isinstance(value, list) or not all(isinstance(one, str) and one for one in value)


@cache
def open_matters() -> OpenMatters:
    """The bundled white list, read once."""
    return OpenMatters.read(files("gongkai.privacy").joinpath("open_matters.toml").read_text("utf-8"))

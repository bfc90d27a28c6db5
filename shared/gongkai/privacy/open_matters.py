"""The white list: office numbers, officials and places that stay as they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Self

from gongkai.privacy.lists import NoToml, read_toml, unknown_field
from gongkai.refusals import Ground, Point, Refusal

LISTS: Final = ("phones", "officials", "addresses", "mail_domains")
_FIT: Final = {
    "phones": re.compile("(?:[^0-9\n]*[0-9]){5,20}[^0-9\n]*"),
    "officials": re.compile(r"\S{2,20}"),
    "addresses": re.compile(r"\S.{2,98}\S"),
    "mail_domains": re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"),
}
_MUST: Final = {
    "phones": "须是带区号的号码，至少5位数字",
    "officials": "须是姓名，至少两个字，中间没有空格",
    "addresses": "须是从路名到门牌号的地址，至少四个字",
    "mail_domains": "须是域名，如gov.cn",
}


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
        """From the words of the file; refuses with every fault at once."""
        try:
            content = read_toml(toml)
        except NoToml as error:
            raise OpenMattersUnfit("公开事项名单不是有效的TOML文件。", points=error.points) from None
        if points := [point for name, value in content.items() for point in _faults(name, value)]:
            raise OpenMattersUnfit("公开事项名单的格式不正确。", points=points)
        lists: dict[str, list[str]] = {name: content.get(name, []) for name in LISTS}
        return cls(
            phones=frozenset(re.sub("[^0-9]", "", phone) for phone in lists["phones"]),
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


def _faults(name: str, value: Any) -> Iterator[Point]:
    """An entry so short that it would lay open what is nobody's to show is a fault too."""
    if name not in LISTS:
        yield unknown_field("", name, "、".join(LISTS))
    elif not isinstance(value, list):
        yield Point(f"/{name}", "not-a-list-of-texts", '须写成["……", "……"]')
    else:
        for number, entry in enumerate(value):
            if not isinstance(entry, str) or not _FIT[name].fullmatch(entry):
                yield Point(f"/{name}/{number}", "entry-unfit", _MUST[name])


@cache
def open_matters() -> OpenMatters:
    """The bundled white list, read once."""
    return OpenMatters.read(files("gongkai.privacy").joinpath("open_matters.toml").read_text("utf-8"))

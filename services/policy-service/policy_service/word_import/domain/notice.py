"""Reads an official document as it stands on paper: red head, number, title, body, date, mark (GB/T 9704-2012)."""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from policy_service.policy.domain.draft import PUBLIC_MARK, Disclosure, Draft, DraftUnfit, normal_document_no

NOTICE: Final = Path(__file__).with_name("notice.txt")
INTERPRETATION: Final = Path(__file__).with_name("notice_interpretation.toml")

_FORMED: Final = re.compile(r"^\s*((?:19|20)[0-9]{2})年(1?[0-9])月([1-3]?[0-9])日\s*$", re.MULTILINE)
_SALUTATION: Final = ("：", ":")


def draft_of_notice() -> Draft:
    """The bureau's notice as its unit writes it down. 办发 is no series of normative documents, but everybody is to
    understand it; those it is addressed to stand in its first line."""
    return replace(
        read_notice(NOTICE.read_text("utf-8")),
        normative=False,
        interpretation_wanted=True,
        audiences=("district_bureau", "bureau_unit"),
        keywords=("政务公开", "政策解读", "留言咨询", "阅办联动"),
    )


def words_on_notice() -> Mapping[str, Any]:
    """The office's interpretation of the notice: form, title, body and elements."""
    return tomllib.loads(INTERPRETATION.read_text("utf-8"))


def read_notice(text: str) -> Draft:
    """The draft inside a text. The title may run over several lines; the body begins with the addressees (…：)."""
    lines = text.strip().splitlines()
    numbered = next((at for at, line in enumerate(lines) if normal_document_no(line)), None)
    addressed = next((at for at, line in enumerate(lines) if line.rstrip().endswith(_SALUTATION)), None)
    formed_on = _formed_on(text)
    if numbered is None or addressed is None or addressed <= numbered + 1 or formed_on is None:
        raise DraftUnfit("文本不是完整的公文：须有发文字号、标题、主送机关和成文日期。")
    return Draft(
        title="".join(line.strip() for line in lines[numbered + 1 : addressed]),
        document_no=lines[numbered],
        formed_on=formed_on,
        disclosure=Disclosure.active if PUBLIC_MARK.search(text) else Disclosure.on_request,
        body="\n".join(line.strip() for line in lines[addressed:]),
    ).checked()


def _formed_on(text: str) -> date | None:
    """The last line that is a date and nothing else."""
    for year, month, day in reversed(_FORMED.findall(text)):
        with suppress(ValueError):
            return date(int(year), int(month), int(day))
    return None

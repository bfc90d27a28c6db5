"""Names of files as people may see them: no folders, nothing invisible, nothing that some system takes for a device."""

import re
import unicodedata
from typing import Final

from gongkai.documents.kinds import suffix_of
from gongkai.documents.refusals import FileNameUnfit

MOST_CHARACTERS: Final = 100
NAMELESS: Final = "附件"
UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's controls, invisible formats (bidi overrides, joiners), halves of characters and unassigned ones."""
FOR_NO_NAME: Final = re.compile(r'[<>:"|?*]')
DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)


def safe_name(given: str) -> str:
    """The base name, in one spelling and of bearable length; refuses a name that reads other than it is."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    if any(unicodedata.category(character) in UNPRINTABLE for character in given):
        raise FileNameUnfit("文件名中含有看不见的控制字符，请改名后再上传。")
    name = FOR_NO_NAME.sub("_", name)
    name = re.sub(r"\s+", " ", name).strip(" .")
    suffix = suffix_of(name)
    stem = (name[: len(name) - len(suffix)] if suffix else name).strip(" .")
    stem = stem[: MOST_CHARACTERS - len(suffix[:20])].rstrip(" .") or NAMELESS
    if DEVICES.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    return stem + suffix[:20]

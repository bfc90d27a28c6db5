"""Document numbers (发文字号) as GB/T 9704-2012 7.2.5 writes them: 沪市监办发〔2024〕326号."""

import re
import unicodedata
from typing import Final

FORM: Final = re.compile(r"[一-龥]{2,20}〔(?:19|20)[0-9]{2}〕[1-9][0-9]*号")
LONGEST: Final = 40

# People type whatever bracket the keyboard offers; NFKC has already made ﹝［（ into 〔[( and full-width digits plain.
_BRACKETS: Final = str.maketrans("[(【", "〔〔〔") | str.maketrans("])】", "〕〕〕")


def normal_document_no(written: str) -> str | None:
    """The number with six-sided brackets and plain digits; `None` if what is written is no document number."""
    plain = "".join(unicodedata.normalize("NFKC", written).split()).translate(_BRACKETS)
    return plain if len(plain) <= LONGEST and FORM.fullmatch(plain) else None

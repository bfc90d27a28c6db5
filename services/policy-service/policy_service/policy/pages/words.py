"""The words in which pages say the codes of a policy: kinds, states, validity, forms, units."""

from typing import Any, Final

from gongkai.organisation.units import name_of
from policy_service.policy.domain.audience import words_of
from policy_service.policy.domain.draft import DISCLOSURE_WORDS, BodyFormat
from policy_service.policy.domain.interpretation import ELEMENT_WORDS, FORM_WORDS
from policy_service.policy.domain.kinds import KIND_WORDS
from policy_service.policy.domain.state import STATE_WORDS
from policy_service.policy.domain.validity import ACT_WORDS, VALIDITY_WORDS

PUBLIC_WORDS: Final[dict[str, Any]] = {
    "kinds": KIND_WORDS,
    "disclosures": DISCLOSURE_WORDS,
    "validities": VALIDITY_WORDS,
    "forms": FORM_WORDS,
    "elements": ELEMENT_WORDS,
    "audience_words": words_of,
    "unit_name": name_of,
}
"""For citizens' pages."""
BODY_FORMAT_WORDS: Final = {
    BodyFormat.markdown: "普通文本（也可以用 Markdown）",
    BodyFormat.html: "HTML（从 Word 读入的正文）",
}
DESK_WORDS: Final = PUBLIC_WORDS | {"states": STATE_WORDS, "acts": ACT_WORDS, "body_formats": BODY_FORMAT_WORDS}
"""For the desk's pages."""

"""Word import: the body of a policy from a .docx."""

from typing import Final

from gongkai.runtime.service import Feature
from policy_service.word_import import api

WORD_IMPORT: Final = Feature(
    name="word_import",
    routers=(api.router,),
)

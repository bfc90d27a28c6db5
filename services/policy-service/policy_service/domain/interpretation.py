"""What explains a policy to those it concerns (政策解读), in the forms and with the elements of §2."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from policy_service.domain.attachment import Attachment


class Element(StrEnum):
    """The ten elements of a text interpretation, in the notice's order."""

    background = "background"
    goals = "goals"
    innovations = "innovations"
    changes = "changes"
    scope = "scope"
    standards = "standards"
    cautions = "cautions"
    benefits = "benefits"
    conditions = "conditions"
    terms = "terms"


class Form(StrEnum):
    """In which form a policy is explained."""

    text = "text"
    picture = "picture"
    video = "video"
    audio = "audio"
    questions = "questions"
    press = "press"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said to one element, or why nothing has to be said."""

    text: str = ""
    waived: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpretation:
    """One interpretation."""

    id: UUID
    form: Form
    title: str
    body: str = ""
    html: str = ""
    elements: Mapping[Element, Answer] = field(default_factory=dict)
    files: tuple[Attachment, ...] = ()
    alternative: str = ""
    url: str = ""
    unit: str = ""

"""The drafting unit explains its policy: a new interpretation, or other words of one that is there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from policy_service.drafting.usecases.draft_policy import LONGEST_BODY
from policy_service.policy.domain import dossier
from policy_service.policy.domain.interpretation import Answer, Element, Form, Interpretation
from policy_service.policy.domain.policy import Policy
from policy_service.policy.usecases.void_signatures_and_save import edit_dossier
from policy_service.publication.store import editions

MASKED: Final = ("title", "body", "alternative")


class WrittenAnswer(Body):
    """What is said to one element of §2, or why nothing has to be said about it."""

    text: Annotated[str, Prose(5000, least=0)] = ""
    waived: Annotated[str, Prose(500, least=0)] = Field("", description="Reason why the element does not apply")


class WrittenInterpretation(Body):
    """What a unit writes down of an interpretation; its files are put to it afterwards."""

    form: Form
    title: Annotated[str, Line(200)]
    body: Annotated[str, Prose(LONGEST_BODY, least=0)] = Field("", description="Markdown or plain text")
    elements: Mapping[Element, WrittenAnswer] = Field(default_factory=dict, description="Of the text form only")
    alternative: Annotated[str, Prose(20_000, least=0)] = Field(
        "", description="What a picture shows or a recording says, in words"
    )
    url: Annotated[str, Line(500, least=0)] = Field("", description="Page elsewhere that shows the film; https")

    def put_down(self, interpretation: Interpretation) -> Interpretation:
        """The interpretation in these words; its files stay."""
        elements = {
            element: Answer(text=answer.text, waived=answer.waived) for element, answer in self.elements.items()
        }
        plain = {name: getattr(self, name) for name in ("form", "title", "body", "alternative", "url")}
        return replace(interpretation, **plain, elements=elements).checked()


async def write_interpretation(
    policy_id: UUID,
    written: WrittenInterpretation,
    read_version: int | None,
    work: Work,
    interpretation_id: UUID | None = None,
) -> Policy:
    async def interpreted(policy: Policy) -> Policy:
        if interpretation_id is None:
            there = Interpretation(id=work.new_id(), form=written.form, title="", unit=policy.drafting_unit)
        else:
            there = dossier.interpretation_of(policy, interpretation_id)
        mine = replace(await _unmasked(written.put_down(there), policy, work), unit=work.actor.unit)
        return dossier.interpret(policy, mine, by=work.actor, at=work.now)

    return await edit_dossier(policy_id, read_version, work, interpreted)


async def _unmasked(mine: Interpretation, policy: Policy, work: Work) -> Interpretation:
    """The desk shows a public policy masked; what comes back as it was shown stays as it was written. The form may have
    been opened before somebody else began to amend the policy."""
    last = await editions.last_edition(work.db, policy.id) if policy.edition else None
    for shown, original in zip(last[0].interpretations, last[1].interpretations, strict=True) if last else ():
        if shown.id == mine.id:
            return _with_originals(mine, shown, original)
    return mine


def _with_originals(mine: Interpretation, shown: Interpretation, original: Interpretation) -> Interpretation:
    kept = {name: getattr(original, name) for name in MASKED if getattr(mine, name) == getattr(shown, name)}
    elements = {
        element: original.elements[element] if answer == shown.elements.get(element) else answer
        for element, answer in mine.elements.items()
    }
    return replace(mine, **kept, elements=elements).checked()

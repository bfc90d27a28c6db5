"""Writing and removing interpretations (政策解读) of a policy."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from pydantic import Field

from gongkai.fields.body import Body
from gongkai.fields.text import Line, Prose
from gongkai.unit_of_work import Work
from policy_service.interpretation.domain import restore_masked
from policy_service.policy.domain import dossier
from policy_service.policy.domain.body import LONGEST_BODY
from policy_service.policy.domain.interpretation import Element, ElementAnswer, Form, Interpretation
from policy_service.policy.domain.lifecycle import PolicyAct
from policy_service.policy.domain.policy import Policy
from policy_service.policy.record import look_up, record
from policy_service.policy.store import editions


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
            element: ElementAnswer(text=answer.text, waived=answer.waived) for element, answer in self.elements.items()
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
    """The drafting unit explains its policy: a new interpretation, or other words of one that is there."""
    policy = await look_up(PolicyAct.revise, policy_id, work, read_version)
    if interpretation_id is None:
        before = Interpretation(id=work.new_id(), form=written.form, title="", unit=policy.drafting_unit)
    else:
        before = dossier.interpretation_of(policy, interpretation_id)
    after = written.put_down(before)
    if policy.edition and (last := await editions.last_edition(work.db, policy_id)):
        after = restore_masked(after, last)
    change = dossier.interpret(policy, replace(after, unit=work.actor.unit), by=work.actor, at=work.now)
    return await record(change, work)


async def remove_interpretation(
    policy_id: UUID, interpretation_id: UUID, read_version: int | None, work: Work
) -> Policy:
    """A clerk takes an interpretation out of a policy, with its files."""
    policy = await look_up(PolicyAct.revise, policy_id, work, read_version)
    return await record(dossier.leave_out(policy, interpretation_id, by=work.actor, at=work.now), work)

"""The words of a policy as the public reads them: every one from the gate, none past it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gongkai.privacy.masking import MaskedText
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.body import to_html
from policy_service.policy.domain.interpretation import ElementAnswer, Interpretation
from policy_service.policy.domain.policy import Policy
from policy_service.publication.domain.gate import Gate

LINES = ("title", "document_no", "index_no", "issuing_unit", "subject_class", "change_note", "body")
LISTS = ("co_issuers", "audiences", "keywords")


@dataclass(frozen=True, slots=True)
class Masking:
    """The gate's renditions by JSON pointer. A text that the gate has not seen is a fault, never a leak."""

    renditions: Mapping[str, MaskedText]

    def shown(self, pointer: str, text: str) -> str:
        """One text as the public reads it."""
        return self.renditions[pointer].text if text.strip() else ""

    def words(self, policy: Policy) -> dict[str, Any]:
        """All words and particulars of a policy, and its body as harmless HTML."""
        lines: dict[str, Any] = {name: self.shown(f"/{name}", getattr(policy, name)) for name in LINES}
        lists = {
            name: tuple(self.shown(f"/{name}/{at}", word) for at, word in enumerate(getattr(policy, name)))
            for name in LISTS
        }
        links = tuple(
            replace(link, title=self.shown(f"/service_links/{at}/title", link.title))
            for at, link in enumerate(policy.service_links)
        )
        return lines | lists | {"service_links": links, "html": to_html(lines["body"], policy.body_format)}

    def attachment(self, pointer: str, one: Attachment) -> Attachment:
        """An attachment's title and name."""
        return replace(
            one, title=self.shown(f"{pointer}/title", one.title), name=self.shown(f"{pointer}/name", one.name)
        )

    def attachments(self, pointer: str, files: tuple[Attachment, ...]) -> tuple[Attachment, ...]:
        """Several of them."""
        return tuple(self.attachment(f"{pointer}/{at}", one) for at, one in enumerate(files))

    def interpretation(self, pointer: str, one: Interpretation) -> Interpretation:
        """An interpretation with its elements and files."""
        body = self.shown(f"{pointer}/body", one.body)
        elements = {
            element: ElementAnswer(
                text=self.shown(f"{pointer}/elements/{element}/text", answer.text),
                waived=self.shown(f"{pointer}/elements/{element}/waived", answer.waived),
            )
            for element, answer in one.elements.items()
        }
        return replace(
            one,
            title=self.shown(f"{pointer}/title", one.title),
            body=body,
            html=to_html(body),
            alternative=self.shown(f"{pointer}/alternative", one.alternative),
            elements=elements,
            files=self.attachments(f"{pointer}/files", one.files),
        )

    def interpretations(self, policy: Policy) -> tuple[Interpretation, ...]:
        """All of a policy's."""
        return tuple(
            self.interpretation(f"/interpretations/{at}", one) for at, one in enumerate(policy.interpretations)
        )


def as_public(policy: Policy, gate: Gate) -> Policy:
    """With private data masked as `Edition.of` would do it; its files are the ones that were put to it."""
    masking = Masking(gate.renditions)
    return replace(
        policy,
        **masking.words(policy),
        attachments=masking.attachments("/attachments", policy.attachments),
        interpretations=masking.interpretations(policy),
    )

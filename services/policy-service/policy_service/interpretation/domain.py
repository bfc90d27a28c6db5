"""What becomes of an interpretation that was edited as the desk shows it, masked."""

from dataclasses import replace
from typing import Final

from policy_service.policy.domain.edition import LastEdition
from policy_service.policy.domain.interpretation import Interpretation

MASKED: Final = ("title", "body", "alternative")


def restore_masked(edited: Interpretation, last: LastEdition) -> Interpretation:
    """The interpretation with the originals of every field and element that came back as it was shown, masked.

    The form may have been opened before somebody else began to amend the policy.
    """
    pairs = zip(last.edition.interpretations, last.original.interpretations, strict=True)
    for shown, original in pairs:
        if shown.id == edited.id:
            return _with_originals(edited, shown, original)
    return edited


def _with_originals(edited: Interpretation, shown: Interpretation, original: Interpretation) -> Interpretation:
    untouched = {name: getattr(original, name) for name in MASKED if getattr(edited, name) == getattr(shown, name)}
    elements = {
        element: original.elements[element] if answer == shown.elements.get(element) else answer
        for element, answer in edited.elements.items()
    }
    return replace(edited, **untouched, elements=elements).checked()

"""Personal data in a text, and the public rendition without them.

`find` runs a few cheap patterns once over the text and judges only what they catch (`runs`, `labelled`, `names`,
`addresses`); what is on the white list (`open_matters`) stays. Places are those of the text as it was given.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.privacy.addresses import in_addresses
from gongkai.privacy.finding import HIDDEN, Finding
from gongkai.privacy.labelled import behind_labels, in_mail, in_plates
from gongkai.privacy.names import in_names
from gongkai.privacy.open_matters import OpenMatters, open_matters
from gongkai.privacy.runs import in_runs


@dataclass(frozen=True, slots=True)
class MaskedText:
    """The public rendition, and what was taken out of which original. Masking it again changes nothing."""

    text: str
    findings: tuple[Finding, ...]


def find(text: str, known: OpenMatters | None = None) -> tuple[Finding, ...]:
    """All personal data of the text, in its order and without overlaps; `known` is the bundled white list."""
    known = known or open_matters()
    return _apart(
        [
            *in_runs(text, known),
            *in_mail(text, known),
            *in_plates(text),
            *behind_labels(text, known),
            *in_names(text, known),
            *in_addresses(text, known),
        ]
    )


def mask(text: str, known: OpenMatters | None = None) -> MaskedText:
    """The text as the public reads it."""
    findings = find(text, known)
    parts: list[str] = []
    at = 0
    for finding in findings:
        parts += (text[at : finding.start], finding.replacement)
        at = finding.end
    return MaskedText("".join((*parts, text[at:])), findings)


def _apart(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding per place: the wider one, and of two that only touch each other's ends, all of both hidden."""
    apart: list[Finding] = []
    for finding in sorted(findings):
        if not apart or finding.start >= apart[-1].end:
            apart.append(finding)
        elif finding.end > apart[-1].end:
            both = finding._replace(start=apart[-1].start, replacement=HIDDEN)
            apart[-1] = finding if finding.start == apart[-1].start else both
    return tuple(apart)

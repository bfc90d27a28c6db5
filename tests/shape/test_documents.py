"""Documents made from the code say what the code says, and hand-written ones lead where they say."""

import re
from pathlib import Path

import pytest

from gongkai_dev.docs.coverage import FOLDER, coverage, proofs, sections
from gongkai_dev.docs.writing import documents
from tests.shape.reading import ROOT

HAND_WRITTEN = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "services").glob("*/README.md")]
NAMED = re.compile(r"`((?:deploy|docs|services|shared|tests)/[\w./-]+)`")
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def test_generated_documents_are_fresh() -> None:
    """When this fails: `make docs`, and read what changed before committing it."""
    stale = [
        str(path)
        for path, text in documents(ROOT).items()
        if not (ROOT / path).exists() or (ROOT / path).read_text() != text
    ]
    assert stale == []


def test_every_id_in_a_test_is_a_requirement() -> None:
    known = {one.id for section in sections(ROOT) for one in section.requirements}
    unknown = {f"{test.path}:{test.name}": test.ids - known for test in proofs(ROOT) if test.ids - known}
    assert unknown == {}


def test_every_claim_names_tests_that_exist() -> None:
    """A test that was renamed is renamed in docs/requirements too; one that went leaves its claim missing."""
    names = {test.name for test in proofs(ROOT)}
    claims = [
        (one.id, *claim) for section in sections(ROOT) for one in section.requirements for claim in one.claims.items()
    ]
    assert [(one, claim, name) for one, claim, shown in claims for name in shown if name not in names] == []


def test_every_requirement_is_split_into_claims() -> None:
    requirements = [one for section in sections(ROOT) for one in section.requirements]
    assert [one.id for one in requirements if not one.claims or not one.text] == []
    assert [one.id for section in sections(ROOT) for one in section.requirements if one.id[0] != section.letter] == []


def test_no_page_of_coverage_is_left_of_a_requirement_that_went() -> None:
    assert {file.relative_to(ROOT) for file in (ROOT / FOLDER).iterdir()} == set(coverage(ROOT))


@pytest.mark.parametrize("document", HAND_WRITTEN, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", HAND_WRITTEN, ids=lambda file: str(file.relative_to(ROOT)))
def test_files_and_folders_that_a_document_names_exist(document: Path) -> None:
    """Decisions are left out: they tell what was, and what may have moved since."""
    named = NAMED.findall(document.read_text()) if document.parent.name != "decisions" else []
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_decisions_are_numbered_in_a_row() -> None:
    numbers = [int(file.name[:4]) for file in sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))

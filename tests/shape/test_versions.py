"""Changelog, package and image name the same version; subjects of commits are short."""

import re
import subprocess
import tomllib
from datetime import date

import pytest

from tests.shape.reading import ROOT

RELEASED = re.compile(r"^## (\d+\.\d+\.\d+) – (\d{4}-\d{2}-\d{2})$", re.MULTILINE)
BEFORE_THE_RULE = "7180f06b5e698c0bda36cebd79c15d2baf2cafda"
"""The last commit that was made without this rule; older subjects stay as they are."""
LONGEST_SUBJECT = 72


def released() -> list[tuple[str, date]]:
    """Version and day of every release in the changelog, newest first."""
    return [(version, date.fromisoformat(day)) for version, day in RELEASED.findall(changelog())]


def changelog() -> str:
    return (ROOT / "CHANGELOG.md").read_text()


def git(*words: str) -> str | None:
    """What git says about this folder; None where it is no clone, or git is not there or does not know."""
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=True, timeout=60)
    except (FileNotFoundError, subprocess.CalledProcessError):
        return None
    return done.stdout


def test_the_changelog_begins_with_what_is_not_released_and_goes_back_in_time() -> None:
    assert re.findall(r"^## .*", changelog(), re.MULTILINE)[0] == "## Unreleased"
    versions = [tuple(map(int, version.split("."))) for version, _ in released()]
    assert versions == sorted(set(versions), reverse=True)
    days = [day for _, day in released()]
    assert days == sorted(days, reverse=True)


def test_package_and_image_have_the_newest_released_version() -> None:
    newest, _ = released()[0]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    production = (ROOT / "deploy/k8s/overlays/production/kustomization.yaml").read_text()
    assert project["version"] == newest
    assert re.findall(r"newTag: (\S+)", production) == [newest]


def test_subjects_of_commits_fit_into_72_characters() -> None:
    if git("merge-base", "--is-ancestor", BEFORE_THE_RULE, "HEAD") is None:
        pytest.skip("No git history back to the commit before the rule")
    subjects = (git("log", "--no-merges", "--format=%s", f"{BEFORE_THE_RULE}..HEAD") or "").splitlines()
    assert [subject for subject in subjects if len(subject) > LONGEST_SUBJECT] == []

"""A refusal's code is a promise to whoever calls: stable, unique, readable."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from tests.shape.reading import Source, product

KEBAB = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def test_f3_every_refusal_has_a_code_of_its_own() -> None:
    codes = Counter(code for _, code in _codes())
    assert {code: times for code, times in codes.items() if times > 1} == {}


def test_f3_codes_are_words_with_hyphens() -> None:
    assert [f"{place} {code}" for place, code in _codes() if not KEBAB.fullmatch(code)] == []


def test_f3_every_refusal_says_its_code_its_ground_and_its_meaning() -> None:
    incomplete = [
        f"{source.path}:{cls.lineno} {cls.name}"
        for source, cls in _refusals()
        if not {"code", "ground"} <= _assigned(cls) or not ast.get_docstring(cls)
    ]
    assert incomplete == []


@cache
def _refusals() -> tuple[tuple[Source, ast.ClassDef], ...]:
    """Every refusal that can be raised: classes below `Refusal`, but for those that only head a family."""
    classes = [
        (source, node) for source in product() for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)
    ]
    family = {"Refusal"}
    while grown := {cls.name for _, cls in classes if _bases(cls) & family} - family:
        family |= grown
    heads = {base for _, cls in classes for base in _bases(cls)}
    return tuple((source, cls) for source, cls in classes if cls.name in family - heads)


def _bases(cls: ast.ClassDef) -> set[str]:
    return {ast.unparse(base).split(".")[-1] for base in cls.bases}


def _codes() -> Iterator[tuple[str, str]]:
    for source, cls in _refusals():
        for node in cls.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
                yield f"{source.path}:{node.lineno}", ast.literal_eval(node.value)


def _assigned(cls: ast.ClassDef) -> set[str]:
    names = {ast.unparse(node.targets[0]) for node in cls.body if isinstance(node, ast.Assign)}
    return names | {ast.unparse(node.target) for node in cls.body if isinstance(node, ast.AnnAssign) and node.value}

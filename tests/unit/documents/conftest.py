"""Examining what a test brings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.documents.examine import examine
from gongkai.documents.examined import ExaminedFile
from gongkai.refusals import Refusal

Bring = Callable[[bytes, str], ExaminedFile]
Publish = Callable[[bytes, str], tuple[ExaminedFile, bytes]]
Refused = Callable[[bytes, str], Refusal]


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Examine these bytes under this name."""

    def examined(data: bytes, name: str) -> ExaminedFile:
        path = tmp_path / "arriving"
        path.write_bytes(data)
        return examine(path, name)

    return examined


@pytest.fixture
def publish(tmp_path: Path) -> Publish:
    """Examine these bytes under this name for everybody to see; with the bytes that are kept."""

    def published(data: bytes, name: str) -> tuple[ExaminedFile, bytes]:
        path = tmp_path / "arriving"
        path.write_bytes(data)
        return examine(path, name, goes_public=True), path.read_bytes()

    return published


@pytest.fixture
def refused(bring: Bring) -> Refused:
    """The refusal of these bytes under this name, which says why in Chinese."""

    def refusal(data: bytes, name: str) -> Refusal:
        with pytest.raises(Refusal) as caught:
            bring(data, name)
        assert any("\u4e00" <= character <= "\u9fff" for character in caught.value.detail)
        return caught.value

    return refusal

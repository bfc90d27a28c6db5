"""Examining what a test brings."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.documents.examine import examine
from gongkai.documents.examined import ExaminedFile
from gongkai.refusals import Refusal

Bring = Callable[[bytes, str], ExaminedFile]
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
def refused(bring: Bring) -> Refused:
    """The refusal of these bytes under this name, which says why in Chinese."""

    def refusal(data: bytes, name: str) -> Refusal:
        with pytest.raises(Refusal) as caught:
            bring(data, name)
        assert any("\u4e00" <= character <= "\u9fff" for character in caught.value.detail)
        return caught.value

    return refusal

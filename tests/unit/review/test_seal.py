"""Originals under seal."""

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from gongkai.review.seal import Seal, SealBroken
from gongkai.settings import Settings, stored_secret

ABOUT = UUID(int=326)
OLD, NEW = bytes(range(32)), bytes(range(1, 33))


@given(st.text(st.characters(codec="utf-8")))
def test_e5_what_was_sealed_is_opened_word_for_word_and_hidden_meanwhile(text: str) -> None:
    seal = Seal([NEW])
    sealed = seal.seal(text, ABOUT)
    assert seal.open(sealed, ABOUT) == text
    assert len(text) < 4 or text.encode() not in sealed
    assert seal.seal(text, ABOUT) != sealed


def test_e5_an_older_key_still_opens_what_it_sealed() -> None:
    sealed = Seal([OLD]).seal("原文", ABOUT)
    both = Seal([NEW, OLD])
    assert both.open(sealed, ABOUT) == "原文"
    assert Seal([NEW]).open(both.seal("原文", ABOUT), ABOUT) == "原文"
    with pytest.raises(SealBroken):
        Seal([NEW]).open(sealed, ABOUT)


def test_e5_a_seal_opens_nowhere_else() -> None:
    with pytest.raises(SealBroken):
        Seal([NEW]).open(Seal([NEW]).seal("原文", ABOUT), UUID(int=327))


@given(st.data())
def test_e5_a_changed_byte_breaks_the_seal(data: st.DataObject) -> None:
    sealed = bytearray(Seal([NEW]).seal("原文", ABOUT))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        Seal([NEW]).open(bytes(sealed), ABOUT)


@given(st.binary(max_size=64))
def test_e5_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        Seal([NEW]).open(sealed, ABOUT)


def test_e5_the_keys_are_set_or_kept_with_the_data(tmp_path: Path) -> None:
    sealed = Seal.of(Settings(folder=tmp_path)).seal("原文", ABOUT)
    kept = SecretStr((tmp_path / "seal.key").read_text())
    assert Seal.of(Settings(folder=tmp_path)).open(sealed, ABOUT) == "原文"
    new = SecretStr(base64.b64encode(NEW).decode())
    assert Seal.of(Settings(folder=tmp_path / "other", seal_keys=(new, kept))).open(sealed, ABOUT) == "原文"
    assert not (tmp_path / "other").exists()


def test_e5_without_a_key_nothing_is_sealed_beside_a_database_of_others(tmp_path: Path) -> None:
    """A key made on the spot would be gone with its folder, and what it sealed with it."""
    apart = Settings(folder=tmp_path, database_url="postgresql+asyncpg://nowhere.invalid/{service}")
    with pytest.raises(ValueError, match="GONGKAI_SEAL_KEYS"):
        Seal.of(apart)
    assert not list(tmp_path.iterdir())


def test_e5_processes_that_make_a_key_at_once_have_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        made = set(threads.map(stored_secret, [tmp_path / "seal.key"] * 32))
    assert len(made) == 1
    assert [(file.name, file.stat().st_mode & 0o777) for file in tmp_path.iterdir()] == [("seal.key", 0o600)]


@pytest.mark.parametrize("key", ["short", "AAAA", "密" * 32, "A" * 44])
def test_e5_a_key_that_is_none_stops_the_start_and_is_not_repeated(key: str) -> None:
    with pytest.raises(ValueError, match="GONGKAI_SEAL_KEYS") as refused:
        Seal.of(Settings(seal_keys=(SecretStr(key),)))
    assert key not in str(refused.value)

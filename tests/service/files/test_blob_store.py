"""What is kept, what is not, and what examining in a process of its own is good for."""

import asyncio
import hashlib
import os
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from gongkai.documents.kinds import MEBIBYTE
from gongkai.documents.refusals import FileEmpty, FileGone, FileHasMacros, FileTooLarge, FileUnreadable
from gongkai.files.blob_store import LEFT_OVER, BlobStore, clear_arriving, store_at
from gongkai.files.examiner_process import Examiner
from gongkai.refusals import Refusal
from gongkai.timepiece import Timepiece
from tests.unit.documents.made import ID, docx, paragraph, pdf, shown

TEXT = "一段文字。".encode() * 100


async def pieces(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def files_in(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


async def test_what_is_kept_is_given_out_again(blobs: BlobStore) -> None:
    data = docx(paragraph(f"号码 {ID}"))
    kept = await blobs.keep(pieces(data), "通知.docx", largest=MEBIBYTE)
    assert ID in kept.text
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert await blobs.bytes_of(kept.sha256) == data
    assert b"".join([chunk async for chunk in await blobs.read(kept.sha256, 10, 20)]) == data[10:20]
    assert b"".join([chunk async for chunk in await blobs.read(kept.sha256, 10)]) == data[10:]


async def test_the_same_file_is_there_once(blobs: BlobStore, tmp_path: Path, arriving: Path) -> None:
    kept = await asyncio.gather(*(blobs.keep(pieces(TEXT), f"{n}.txt", largest=MEBIBYTE) for n in range(3)))
    assert {one.sha256 for one in kept} == {hashlib.sha256(TEXT).hexdigest()}
    assert len(files_in(tmp_path / "vault")) == 1
    assert files_in(arriving) == []


async def test_a_refused_file_leaves_nothing(blobs: BlobStore, tmp_path: Path) -> None:
    for data, name, refusal in (
        (b"", "a.txt", FileEmpty),
        (TEXT * 100, "a.txt", FileTooLarge),
        (docx("", {"word/vbaProject.bin": b"x"}), "a.docx", FileHasMacros),
    ):
        with pytest.raises(refusal):
            await blobs.keep(pieces(data), name, largest=10_000)
    assert files_in(tmp_path) == []


async def test_too_much_is_refused_while_it_still_comes(blobs: BlobStore) -> None:
    """Not after the last byte: this one never ends."""

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(64 * 1024)

    with pytest.raises(FileTooLarge, match="1 MB"):
        await blobs.keep(endless(), "a.pdf", largest=MEBIBYTE)


async def test_an_unfit_name_is_refused_before_a_byte_is_read(blobs: BlobStore) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("read")
        yield b""

    for name in ("a.exe", "a\u202etxt.docx", ""):
        with pytest.raises(Refusal):
            await blobs.keep(never(), name, largest=MEBIBYTE)


async def test_a_sender_who_goes_away_leaves_nothing(blobs: BlobStore, tmp_path: Path) -> None:
    async def cut() -> AsyncIterator[bytes]:
        yield TEXT
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await blobs.keep(cut(), "a.txt", largest=MEBIBYTE)
    assert files_in(tmp_path) == []


def test_what_a_process_that_died_left_of_uploads_is_cleared_away(arriving: Path) -> None:
    """But not what still arrives, nor anything else in the folder."""
    now = Timepiece().wall()
    for name, days in (("gongkai-arriving-a", 2), ("gongkai-arriving-b", 0), ("another", 2)):
        (arriving / name).touch()
        then = (now - timedelta(days=days)).timestamp()
        os.utime(arriving / name, (then, then))
    clear_arriving(arriving, now - LEFT_OVER)
    assert {one.name for one in files_in(arriving)} == {"gongkai-arriving-b", "another"}


async def test_our_own_file_is_kept_as_it_is(blobs: BlobStore) -> None:
    made = await blobs.put(TEXT, "办结报告.txt", "文字")
    assert (made.name, made.size, made.text) == ("办结报告.txt", len(TEXT), "文字")
    assert await blobs.bytes_of(made.sha256) == TEXT


async def test_a_file_that_is_gone_or_another_is_refused(blobs: BlobStore, tmp_path: Path) -> None:
    made = await blobs.put(TEXT, "a.txt")
    [kept] = files_in(tmp_path / "vault")
    kept.write_bytes(b"another")
    with pytest.raises(FileGone):
        await blobs.bytes_of(made.sha256)
    kept.unlink()
    with pytest.raises(FileGone):
        await blobs.read(made.sha256)


def test_an_object_store_is_named_by_its_address(tmp_path: Path) -> None:
    assert type(store_at("memory:///", tmp_path)).__name__ == "MemoryStore"
    assert type(store_at("s3://files/gongkai", tmp_path)).__name__ == "S3Store"
    assert type(store_at("", tmp_path / "files")).__name__ == "LocalStore"


def busy_pdf() -> bytes:
    """A small file that unpacks into millions of drawing instructions."""
    packed = zlib.compress(b"q Q " * 15_000_000, 9)
    head = f"<< /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
    return pdf().replace(b"<<  /Length 0 >>\nstream\n\nendstream", head.encode() + packed + b"\nendstream")


async def test_e5_a_file_that_keeps_its_reader_busy_is_refused_in_time(tmp_path: Path) -> None:
    """And meanwhile everybody else is served."""
    path = tmp_path / "busy"
    path.write_bytes(busy_pdf())
    examining = asyncio.create_task(Examiner(within=1.5).examine(path, "a.pdf"))
    turns = 0
    while not examining.done():
        await asyncio.sleep(0.01)
        turns += 1
    with pytest.raises(FileUnreadable, match="规定时间"):
        await examining
    assert turns > 20
    assert not _examiners()


async def test_e5_a_reader_that_is_no_longer_needed_ends(tmp_path: Path) -> None:
    path = tmp_path / "busy"
    path.write_bytes(busy_pdf())
    examining = asyncio.create_task(Examiner().examine(path, "a.pdf"))
    async with asyncio.timeout(30):
        while not _examiners():  # noqa: ASYNC110 - another process is waited for
            await asyncio.sleep(0.01)
    examining.cancel()
    with pytest.raises(asyncio.CancelledError):
        await examining
    assert not _examiners()


async def test_e5_a_file_that_outgrows_its_memory_is_refused(tmp_path: Path) -> None:
    """Twelve descriptions of 70 MB each, in less than one."""
    packed = zlib.compress(b"<x/>" + b" " * 70_000_000, 9).decode("latin-1")
    entries = f"/Type /Metadata /Filter /FlateDecode /Length {len(packed)}"
    streams = [f"<< {entries} >>\nstream\n{packed}\nendstream"] * 12
    path = tmp_path / "large"
    path.write_bytes(pdf(shown("a"), objects=tuple(streams)))
    with pytest.raises(FileUnreadable, match="过于复杂"):
        await Examiner().examine(path, "a.pdf")


def _examiners() -> list[psutil.Process]:
    """The examining processes of this one."""
    found = []
    for child in psutil.Process().children():
        try:
            if "gongkai.documents.examining_process" in child.cmdline():
                found.append(child)
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            continue
    return found

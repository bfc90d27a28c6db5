"""Files over HTTP: brought as a body or in a form, fetched whole or in part."""

import asyncio
import hashlib
import shutil
from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import select

from gongkai.documents.examined import ExaminedFile
from gongkai.documents.kinds import MEBIBYTE
from gongkai.documents.refusals import FileUnknown
from gongkai.files import file_index
from gongkai.http.bodies.incoming import RUN_OUT
from gongkai.runtime.blobs import blob_store_of
from gongkai.runtime.service import ServiceRuntime
from tests.makers import client, person
from tests.service.files.filing import FILES, LARGEST, SUBJECT
from tests.unit.documents.files_with_metadata import FILES_WITH_METADATA, SECRETS
from tests.unit.documents.made import ID, docx, mp4, paragraph, pdf, png, shown

FORM = "/desk/filing"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


async def bring(clerk: httpx.AsyncClient, data: bytes, name: str) -> httpx.Response:
    return await clerk.put(FILES, params={"name": name}, content=data)


async def test_e1_a_file_is_brought_and_fetched(clerk: httpx.AsyncClient, filing: ServiceRuntime) -> None:
    data = docx(paragraph("正文", ID))
    answer = await bring(clerk, data, "关于“通知”.docx")
    assert answer.status_code == 201
    filed = answer.json()
    assert filed["name"] == "关于“通知”.docx"
    async with client(filing) as citizen:
        fetched = await citizen.get(f"{FILES}/{filed['id']}")
    assert fetched.content == data
    assert fetched.headers["content-disposition"] == (
        f"attachment; filename=\"______.docx\"; filename*=UTF-8''{quote('关于“通知”.docx')}"
    )
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in fetched.headers["content-security-policy"]
    assert fetched.headers["content-length"] == str(len(data))


async def test_e5_what_was_read_in_a_file_is_told_only_where_it_is_asked_for(
    clerk: httpx.AsyncClient, filing: ServiceRuntime
) -> None:
    await bring(clerk, docx(paragraph(ID)), "a.docx")
    await bring(clerk, pdf(shown("nothing")), "b.pdf")
    async with filing.reading() as db:
        files = await file_index.of_subject(db, SUBJECT)
        texts = await file_index.texts(db, [one.id for one in files])
    assert [one.name for one in files] == ["a.docx", "b.pdf"]
    assert not any(hasattr(one, "text") for one in files)
    assert [ID in texts[one.id] for one in files] == [True, False]


async def test_the_shelf_says_who_brought_a_file_and_lets_it_go(filing: ServiceRuntime) -> None:
    async with filing.work(person("clerk")) as work:
        made = await blob_store_of(filing).put(b"text", "报告.txt")
        stored = await file_index.add(work, SUBJECT, "closing_report", made)
    async with filing.reading() as db:
        assert await file_index.file_of(db, stored.id) == stored
    assert (stored.added_by, stored.kind) == (person("clerk").id, "closing_report")
    async with filing.work() as work:
        await file_index.remove(work, stored.id)
    async with filing.reading() as db:
        with pytest.raises(FileUnknown):
            await file_index.file_of(db, stored.id)


@pytest.mark.parametrize(
    ("data", "name", "status", "code"),
    [
        (b"", "a.txt", 422, "file-empty"),
        (b"x", "a.exe", 422, "file-kind-not-allowed"),
        (b"x", "a\0.txt", 400, "malformed-request"),
        (b"x", "a\u202e.txt", 422, "file-name-unfit"),
        (b"x", "a.pdf", 422, "file-kind-mismatch"),
        (docx("", {"word/vbaProject.bin": b""}), "a.docx", 422, "file-has-macros"),
        (b"x" * (LARGEST + 1), "a.txt", 413, "body-too-large"),
    ],
)
async def test_f3_a_refused_file_is_a_problem_with_its_reason(
    clerk: httpx.AsyncClient, filing: ServiceRuntime, data: bytes, name: str, status: int, code: str
) -> None:
    answer = await bring(clerk, data, name)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:gongkai:problem:{code}")
    async with filing.reading() as db:
        assert (await db.execute(select(file_index.stored_file.c.id))).all() == []


async def test_f3_a_file_larger_than_its_kind_is_413(filing: ServiceRuntime, clerk: httpx.AsyncClient) -> None:
    """The door lets it pass, because other kinds may be larger."""
    answer = await clerk.post(FORM, files={"file": ("a.txt", b"x" * (LARGEST + 1))}, headers=SAME_SITE)
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:gongkai:problem:file-too-large")


async def test_f4_only_who_may_brings_a_file(filing: ServiceRuntime) -> None:
    for who, status in ((None, 401), (person("auditor"), 403)):
        async with client(filing, who) as somebody:
            assert (await bring(somebody, b"x", "a.txt")).status_code == status


async def test_f4_an_endless_stream_is_cut_off_at_the_door(clerk: httpx.AsyncClient, filing: ServiceRuntime) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 64 * 1024
            yield bytes(64 * 1024)

    answer = await clerk.put(FILES, params={"name": "a.mp4"}, content=endless())
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"
    assert taken <= LARGEST + RUN_OUT + 3 * 64 * 1024


async def test_e1_a_file_comes_in_a_form_of_a_page(clerk: httpx.AsyncClient) -> None:
    data = png()
    answer = await clerk.post(
        FORM, data={"title": "图一", "note": "说明"}, files={"file": ("图.png", data)}, headers=SAME_SITE
    )
    assert answer.json() == {
        "name": "图.png",
        "sha256": hashlib.sha256(data).hexdigest(),
        "typed": {"title": "图一", "note": "说明"},
    }


@pytest.mark.parametrize("what", FILES_WITH_METADATA)
async def test_e5_what_goes_public_is_kept_cleaned_and_evidence_as_it_came(
    clerk: httpx.AsyncClient, filing: ServiceRuntime, what: str
) -> None:
    name, data = FILES_WITH_METADATA[what]
    evidence = (await bring(clerk, data, name)).json()
    public = await clerk.put(FILES, params={"name": name, "goes_public": "true"}, content=data)
    assert public.status_code == 201
    cleaned = await clerk.get(f"{FILES}/{public.json()['id']}")
    assert [secret for secret in SECRETS if secret in cleaned.content] == []
    assert cleaned.headers["etag"] == f'"{hashlib.sha256(cleaned.content).hexdigest()}"'
    assert public.json()["size"] == len(cleaned.content)
    assert (await clerk.get(f"{FILES}/{evidence['id']}")).content == data


async def test_e1_a_form_without_a_chosen_file_says_so(clerk: httpx.AsyncClient) -> None:
    """Browsers send an empty file without a name then."""
    body = (
        '--b\r\nContent-Disposition: form-data; name="title"\r\n\r\n图一\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n'
        "Content-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n"
    ).encode()
    headers = {"Content-Type": "multipart/form-data; boundary=b", **SAME_SITE}
    answer = await clerk.post(FORM, content=body, headers=headers)
    assert answer.json() == {"name": None, "sha256": None, "typed": {"title": "图一"}}


@pytest.mark.parametrize(
    ("files", "typed", "status"),
    [
        ([("file", ("a.txt", b"x")), ("file", ("b.txt", b"x"))], {}, 400),
        ([("file", ("a.txt", b"x"))], {f"f{n}": "x" for n in range(101)}, 400),
        ([("file", ("a.txt", b"x"))], {"title": "a\0b"}, 400),
        ([("file", ("a.txt", b"x"))], {"title": "x" * (MEBIBYTE + 1)}, 400),
        ([("file", ("../a.exe", b"x"))], {}, 422),
        ([("file", ("a.txt", b""))], {}, 422),
        ([("file", ("a.txt", b"x" * (LARGEST + 2 * MEBIBYTE)))], {}, 413),
    ],
)
async def test_f3_a_form_that_is_not_as_it_should_be_is_refused(
    clerk: httpx.AsyncClient, files: list[tuple[str, tuple[str, bytes]]], typed: dict[str, str], status: int
) -> None:
    assert (await clerk.post(FORM, data=typed, files=files, headers=SAME_SITE)).status_code == status


async def test_f4_a_form_of_another_site_is_refused(filing: ServiceRuntime, clerk: httpx.AsyncClient) -> None:
    cookie = {"Cookie": "gongkai_session=x", "Authorization": ""}
    answer = await clerk.post(FORM, files={"file": ("a.txt", b"x")}, headers=cookie | {"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code in (401, 403)


FILM = mp4(bytes(1000))


@pytest.fixture
async def film(clerk: httpx.AsyncClient) -> str:
    """The address of a film."""
    return f"{FILES}/{(await bring(clerk, FILM, '片.mp4')).json()['id']}"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=1000-", 1000, None),
        ("bytes=-5", -5, None),
        ("bytes=5-9999999", 5, None),
    ],
)
async def test_f6_a_film_is_fetched_in_parts(
    clerk: httpx.AsyncClient, film: str, asked: str, start: int, end: int | None
) -> None:
    answer = await clerk.get(film, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == FILM[start:end]
    first = start % len(FILM)
    assert answer.headers["content-range"] == f"bytes {first}-{first + len(answer.content) - 1}/{len(FILM)}"
    assert answer.headers["content-disposition"].startswith("inline")


@pytest.mark.parametrize("asked", ["bytes=99999-", "bytes=-0"])
async def test_f6_a_part_that_is_not_there_is_416(clerk: httpx.AsyncClient, film: str, asked: str) -> None:
    answer = await clerk.get(film, headers={"Range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(FILM)}")


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-1,3-4"},
        {"Range": "lines=1-2"},
        {"Range": "bytes=-"},
        {"Range": "bytes=9-5"},
        {"Range": "bytes=0-1", "If-Range": '"x"'},
    ],
)
async def test_f6_other_ranges_give_the_whole(clerk: httpx.AsyncClient, film: str, headers: dict[str, str]) -> None:
    answer = await clerk.get(film, headers=headers)
    assert (answer.status_code, answer.content) == (200, FILM)


async def test_f2_a_file_that_is_known_is_not_sent_again(clerk: httpx.AsyncClient, film: str) -> None:
    tag = (await clerk.get(film)).headers["etag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = await clerk.get(film, headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
    assert (await clerk.get(film, headers={"If-None-Match": '"x"'})).status_code == 200


async def test_f3_a_file_whose_bytes_are_gone_is_a_problem(
    clerk: httpx.AsyncClient, filing: ServiceRuntime, film: str
) -> None:
    await asyncio.to_thread(shutil.rmtree, filing.settings.folder / "files" / "sha256")
    answer = await clerk.get(film)
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:gongkai:problem:file-gone")


async def test_f4_a_name_cannot_break_out_of_its_header(clerk: httpx.AsyncClient, filing: ServiceRuntime) -> None:
    """Even one that came past the examining."""
    evil = ExaminedFile(name='a"\r\nX: y;.png', media_type="image/png", suffix=".png", size=1, sha256="0" * 64)
    async with filing.work() as work:
        stored = await file_index.add(work, SUBJECT, "picture", evil)
    answer = await clerk.get(f"{FILES}/{stored.id}", headers={"If-None-Match": "*"})
    assert answer.headers["content-disposition"].startswith('inline; filename="a___X__y_.png"; filename*=')

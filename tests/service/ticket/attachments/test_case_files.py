"""Files that the unit itself puts to a case: examined, read by nobody else, taken out only before the signature."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from gongkai.audit.entries import audit_entry
from gongkai.files.file_index import stored_file
from tests.makers import client, person
from tests.service.ticket.conftest import TicketDoors
from tests.service.ticket.orders import NAME
from tests.statements import counted
from tests.unit.documents.made import docx, jpeg
from ticket_service.attachments.domain import MOST

PHOTO = jpeg()
FORM = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
HTML = {"Accept": "text/html"}


def path_of(ticket: dict[str, Any], rest: str = "") -> str:
    return f"/api/v1/tickets/{ticket['id']}/files{rest}"


async def put(who: httpx.AsyncClient, ticket: dict[str, Any], content: bytes, name: str) -> httpx.Response:
    return await who.put(f"{path_of(ticket)}?name={quote(name)}", content=content)


async def post(
    who: httpx.AsyncClient, ticket: dict[str, Any], content: bytes, name: str = "现场.jpg"
) -> httpx.Response:
    sent = {"file": (name, content, "image/jpeg")} if content else {"file": ("", b"", "application/octet-stream")}
    return await who.post(f"/desk/tickets/{ticket['id']}/files", files=sent, headers=FORM)


@pytest.fixture
async def ticket(doors: TicketDoors) -> dict[str, Any]:
    """In the clerk's hands, with no attachments."""
    return await doors.contacted(attachments=[])


async def test_c3_the_unit_adds_reads_and_takes_out_a_file(doors: TicketDoors, ticket: dict[str, Any]) -> None:
    answer = await put(doors.clerk, ticket, PHOTO, f"{NAME}家现场.jpg")
    assert answer.status_code == 201, answer.text
    (one,) = answer.json()
    assert (one["kind"], one["state"], one["size"], one["media_type"]) == (
        "case_file",
        "kept",
        len(PHOTO),
        "image/jpeg",
    )
    again = await put(doors.clerk, ticket, PHOTO, f"{NAME}家现场.jpg")
    assert (again.status_code, len(again.json())) == (201, 1), "sent twice, there once"
    path = path_of(ticket, f"/{one['file_id']}")
    assert (await doors.head.get(path)).content == PHOTO
    assert (await doors.clerk.delete(path)).status_code == 204
    assert (await doors.clerk.get(path)).status_code == 404
    assert (await doors.clerk.delete(path)).status_code == 404
    acts = [(row.act, row.subject) for row in await doors.rows(audit_entry) if row.act.startswith("ticket.file_")]
    assert acts == [(f"ticket.file_{what}", ticket["id"]) for what in ("added", "read", "removed")]


async def test_c3_nobody_but_the_handling_unit_reads_or_changes_a_cases_files(
    doors: TicketDoors, ticket: dict[str, Any]
) -> None:
    version = {"If-Match": f'"{ticket["version"]}"'}
    answer = await doors.head.put(
        f"/api/v1/tickets/{ticket['id']}/co-units", json={"units": ["huangpu"], "reason": "跨区"}, headers=version
    )
    assert answer.status_code == 200, answer.text
    (one,) = (await put(doors.clerk, ticket, PHOTO, f"{NAME}家现场.jpg")).json()
    path = path_of(ticket, f"/{one['file_id']}")
    for who in (doors.office, doors.stranger):
        (seen,) = (await who.get(path_of(ticket))).json()
        assert (NAME in seen["name"], seen["file_id"], seen["sha256"]) == (False, None, "")
        assert (await who.get(path)).status_code == 404
        assert (await put(who, ticket, PHOTO, "a.jpg")).status_code == 403
        assert (await who.delete(path)).status_code == 403
    async with client(doors.running, person("clerk", "consumer")) as outside:
        assert (await outside.get(path_of(ticket))).status_code == 404
        assert (await put(outside, ticket, PHOTO, "a.jpg")).status_code == 404
    assert (await doors.secrecy.get(path)).status_code == 403


async def test_c3_after_the_signature_no_file_comes_or_goes(doors: TicketDoors) -> None:
    drafted = await doors.reported(attachments=[])
    (one,) = (await put(doors.clerk, drafted, PHOTO, "a.jpg")).json()
    assert (await doors.act(doors.head, drafted, "sign-off")).status_code == 200
    late = await put(doors.clerk, drafted, PHOTO, "b.jpg")
    assert (late.status_code, late.json()["type"].rpartition(":")[2]) == (409, "ticket-closed")
    assert (await doors.clerk.delete(path_of(drafted, f"/{one['file_id']}"))).status_code == 409
    assert (await doors.clerk.get(path_of(drafted, f"/{one['file_id']}"))).content == PHOTO


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ", "a.exe", "file-kind-not-allowed"),
        (b"", "a.jpg", "file-empty"),
        (b"%PDF-1.7", "a.jpg", "file-kind-mismatch"),
        (docx(more={"word/vbaProject.bin": b"x"}), "a.docx", "file-has-macros"),
    ],
)
async def test_c3_what_may_not_be_kept_is_refused(
    doors: TicketDoors, ticket: dict[str, Any], content: bytes, name: str, code: str
) -> None:
    answer = await put(doors.clerk, ticket, content, name)
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (422, code)
    assert await doors.count(stored_file) == 0


async def test_c3_a_case_has_at_most_a_hundred_files(doors: TicketDoors, ticket: dict[str, Any]) -> None:
    async with doors.running.work() as work:
        row = {"subject_id": ticket["id"], "kind": "case_file", "media_type": "text/plain", "size": 1, "sha256": ""}
        filled = row | {"text": "", "scanned": False, "added_by": "x", "added_at": work.now}
        await work.db.execute(
            stored_file.insert(), [filled | {"id": uuid4(), "name": f"{at}.txt"} for at in range(MOST)]
        )
    answer = await put(doors.clerk, ticket, PHOTO, "a.jpg")
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (409, "too-many-files")


async def test_c3_the_signed_reports_are_no_files_of_the_case(doors: TicketDoors) -> None:
    finished = await doors.finished(attachments=[])
    assert (await doors.clerk.get(path_of(finished))).json() == []
    archive = finished["report"]["files"]["archive"]["id"]
    assert (await doors.clerk.get(path_of(finished, f"/{archive}"))).status_code == 404


async def test_c3_the_list_costs_as_many_statements_for_ten_files_as_for_one(
    doors: TicketDoors, ticket: dict[str, Any]
) -> None:
    counts = []
    for number in range(2):
        for at in range(1 + 9 * number):
            await put(doors.clerk, ticket, jpeg(b"%d" % at), f"{number}-{at}.jpg")
        with counted(doors.running) as asked:
            await doors.clerk.get(path_of(ticket))
        counts.append(len(asked))
    assert counts[0] == counts[1]


async def test_c3_at_the_desk_a_file_is_uploaded_asked_about_and_removed(
    doors: TicketDoors, ticket: dict[str, Any]
) -> None:
    here = f"/desk/tickets/{ticket['id']}/files"
    assert (await post(doors.clerk, ticket, PHOTO)).status_code == 303
    page = (await doors.clerk.get(here, headers=HTML)).text
    assert "现场.jpg" in page
    assert "本单位上传" in page
    (one,) = (await doors.clerk.get(path_of(ticket))).json()
    asked = await doors.clerk.get(f"{here}/{one['file_id']}/removal", headers=HTML)
    assert (asked.status_code, "现场.jpg" in asked.text) == (200, True)
    assert (await doors.office.get(f"{here}/{one['file_id']}/removal", headers=HTML)).status_code == 404
    assert (await doors.clerk.get(f"{here}/{one['file_id']}")).content == PHOTO
    assert (await doors.clerk.post(f"{here}/{one['file_id']}/removal", headers=FORM)).status_code == 303
    gone = await doors.clerk.post(f"{here}/{one['file_id']}/removal", headers=FORM)
    assert (gone.status_code, "没有这个文件" in gone.text) == (404, True)


async def test_c3_at_the_desk_a_refusal_stands_beside_the_field(doors: TicketDoors, ticket: dict[str, Any]) -> None:
    unfit = await post(doors.clerk, ticket, b"%PDF-1.7")
    assert (unfit.status_code, 'href="#f-file"' in unfit.text) == (422, True)
    nothing = await post(doors.clerk, ticket, b"")
    assert (nothing.status_code, "请选择要上传的文件" in nothing.text) == (422, True)
    other = await post(doors.office, ticket, PHOTO)
    assert (other.status_code, "只有承办单位" in other.text) == (403, True)
    again = f"/desk/tickets/{ticket['id']}/files/{uuid4()}/fetch"
    assert (await doors.clerk.post(again, headers=FORM)).status_code == 404
    assert "上传文件" not in (await doors.office.get(f"/desk/tickets/{ticket['id']}/files", headers=HTML)).text


async def test_c5_the_door_of_the_report_opens_no_other_file(doors: TicketDoors, ticket: dict[str, Any]) -> None:
    (one,) = (await put(doors.clerk, ticket, PHOTO, f"{NAME}家现场.jpg")).json()
    for path in (f"/api/v1/tickets/{ticket['id']}", f"/desk/tickets/{ticket['id']}"):
        for who in (doors.clerk, doors.office):
            assert (await who.get(f"{path}/report/files/{one['file_id']}")).status_code == 404


async def test_e5_of_a_citizen_who_wants_to_stay_unknown_no_file_names_him(doors: TicketDoors) -> None:
    citizen = {"name": NAME, "phone": "10012345678", "anonymous": False, "confidential": True}
    ticket = await doors.ticket(attachments=[{"name": f"{NAME}的小票.jpg"}], citizen=citizen)
    (one,) = (await doors.clerk.get(path_of(ticket))).json()
    assert (NAME in one["name"], one["name"].endswith("的小票.jpg")) == (False, True)

"""A small service that files whatever is brought to it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from gongkai.database.columns import new_metadata
from gongkai.files import shelf
from gongkai.files.kinds import MEBIBYTE
from gongkai.files.vault import open_vault, vault_of
from gongkai.service import Service
from gongkai.web.access import AccessTable, Takes, public, staff
from gongkai.web.dependencies import ActorDep, ReadDep, RunningDep
from gongkai.web.uploads import FORM_AROUND, file_answer, received, uploaded_in_form

HERE = Path(__file__).parent
FILES = "/api/v1/filing/files"
LARGEST = 2 * MEBIBYTE
SUBJECT = UUID(int=7)
router = APIRouter(prefix="/api/v1/filing")
pages = APIRouter()


class Filed(BaseModel):
    id: UUID
    name: str
    media_type: str
    size: int
    scanned: bool


@router.put("/files", status_code=201)
async def put_file(
    request: Request, name: str, running: RunningDep, actor: ActorDep, goes_public: bool = False
) -> Filed:
    examined = await received(request, vault_of(running), name=name, largest=LARGEST, goes_public=goes_public)
    async with running.work(actor) as work:
        stored = await shelf.add(work, SUBJECT, "attachment", examined)
    return Filed.model_validate(stored, from_attributes=True)


@router.get("/files/{file_id}")
async def get_file(file_id: UUID, request: Request, db: ReadDep, running: RunningDep) -> Response:
    return await file_answer(request, await shelf.stored(db, file_id), vault_of(running))


@pages.post("/desk/filing")
async def post_form(request: Request, running: RunningDep) -> dict[str, Any]:
    examined, typed = await uploaded_in_form(request, "file", vault_of(running), LARGEST, goes_public=False)
    return {"name": examined and examined.name, "sha256": examined and examined.sha256, "typed": typed}


ACCESS: AccessTable = {
    ("PUT", "/api/v1/filing/files"): staff("clerk", takes=Takes.stream, largest=LARGEST),
    ("GET", "/api/v1/filing/files/{file_id}"): public(),
    ("POST", "/desk/filing"): staff("clerk", takes=Takes.stream, largest=LARGEST + FORM_AROUND),
}

SERVICE = Service(
    name="filing",
    title="文件",
    metadata=new_metadata(),
    migrations=HERE / "migrations",
    templates=HERE / "templates",
    segments=("filing",),
    routers=(router,),
    pages=(pages,),
    access=ACCESS,
    opening=(open_vault,),
)

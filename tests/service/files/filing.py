"""A small service that files whatever is brought to it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import BaseModel

from gongkai.database.columns import new_metadata
from gongkai.documents.kinds import MEBIBYTE
from gongkai.files import file_index
from gongkai.http.access import Takes, public, staff
from gongkai.http.bodies.uploads import FORM_AROUND, file_answer, receive_file, receive_form_file
from gongkai.http.dependencies import ActorDep, ReadDep, RuntimeDep
from gongkai.http.router import Router
from gongkai.runtime.blobs import blob_store_of, open_blob_store
from gongkai.runtime.service import Feature, Service

HERE = Path(__file__).parent
FILES = "/api/v1/filing/files"
LARGEST = 2 * MEBIBYTE
SUBJECT = UUID(int=7)
router = Router(prefix="/api/v1/filing")
pages = Router()


class Filed(BaseModel):
    id: UUID
    name: str
    media_type: str
    size: int
    scanned: bool


@router.put("/files", guard=staff("clerk", takes=Takes.stream, largest=LARGEST), status_code=201)
async def put_file(
    request: Request, name: str, running: RuntimeDep, actor: ActorDep, goes_public: bool = False
) -> Filed:
    examined = await receive_file(request, blob_store_of(running), name=name, largest=LARGEST, goes_public=goes_public)
    async with running.work(actor) as work:
        stored = await file_index.add(work, SUBJECT, "attachment", examined)
    return Filed.model_validate(stored, from_attributes=True)


@router.get("/files/{file_id}", guard=public())
async def get_file(file_id: UUID, request: Request, db: ReadDep, running: RuntimeDep) -> Response:
    return await file_answer(request, await file_index.file_of(db, file_id), blob_store_of(running))


@pages.post("/desk/filing", guard=staff("clerk", takes=Takes.stream, largest=LARGEST + FORM_AROUND))
async def post_form(request: Request, running: RuntimeDep) -> dict[str, Any]:
    examined, typed = await receive_form_file(request, "file", blob_store_of(running), LARGEST, goes_public=False)
    return {"name": examined and examined.name, "sha256": examined and examined.sha256, "typed": typed}


FILING = Feature(name="filing", routers=(router,), pages=(pages,), resources=(open_blob_store,))

SERVICE = Service(
    name="filing",
    title="文件",
    metadata=new_metadata(),
    migrations=HERE / "migrations",
    segments=("filing",),
    features=(FILING,),
)

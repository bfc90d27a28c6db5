"""The style sheet, the script and the icon of all pages, under addresses that change with their content."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import Response

from gongkai.http.access import public
from gongkai.http.router import Router

FOLDER: Final = Path(__file__).parent / "static"
MEDIA_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, read once when the process starts."""

    body: bytes
    digest: str
    media_type: str


def _read(file: Path) -> Asset:
    body = file.read_bytes()
    return Asset(body=body, digest=sha256(body).hexdigest()[:12], media_type=MEDIA_TYPES[file.suffix])


ASSETS: Final = {file.name: _read(file) for file in sorted(FOLDER.iterdir()) if file.suffix in MEDIA_TYPES}

static_router = Router(include_in_schema=False)


def static_url(name: str) -> str:
    """The address of a file, with its digest in it."""
    return f"/static/gongkai/{ASSETS[name].digest}/{name}"


@static_router.get("/static/gongkai/{digest}/{name}", guard=public())
async def get_asset(digest: str, name: str) -> Response:
    """Kept by browsers for a year; an address of another version gets today's file, and nobody keeps it."""
    asset = ASSETS.get(name)
    if asset is None:
        return Response(status_code=404)
    kept = "public, max-age=31536000, immutable" if digest == asset.digest else "no-cache"
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return Response(asset.body, media_type=asset.media_type, headers=headers)

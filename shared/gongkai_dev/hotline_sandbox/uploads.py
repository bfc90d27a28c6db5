"""The hotline's side of a file that is uploaded to it: read, checked against what was said of it, kept."""

import binascii
from base64 import b64decode
from hashlib import sha256
from typing import Any, Final

from gongkai_dev.hotline_sandbox.exchange import CallbackAnswer, Upload

FILE: Final = "report.file"
LARGEST: Final = 1_000_000
"""Bytes of a file that the hotline takes (docs/hotline.md)."""


class Uploads:
    """All files taken so far, in their order."""

    def __init__(self) -> None:
        self.taken: list[Upload] = []

    def take(self, said: dict[str, Any]) -> CallbackAnswer:
        """Keep a file and answer with its receipt; one that is not what was said of it is refused."""
        told = said.get("file")
        if not isinstance(told, dict):
            return CallbackAnswer(status=422, body={"error": "file"})
        try:
            content = b64decode(str(told.get("content", "")), validate=True)
        except (binascii.Error, ValueError):
            return CallbackAnswer(status=422, body={"error": "content"})
        if len(content) > LARGEST:
            return CallbackAnswer(status=413, body={"error": "size"})
        digest = sha256(content).hexdigest()
        if (digest, len(content)) != (told.get("sha256"), told.get("size")):
            return CallbackAnswer(status=422, body={"error": "digest"})
        upload = Upload(
            order_no=str(said.get("order_no", "?")),
            name=str(told.get("name", "?")),
            media_type=str(told.get("media_type", "?")),
            size=len(content),
            sha256=digest,
            receipt_no=f"FJ-{len(self.taken) + 1:06}",
            content=content,
        )
        self.taken.append(upload)
        receipt = {"receipt_no": upload.receipt_no, "sha256": upload.sha256, "size": upload.size}
        return CallbackAnswer(status=200, body=receipt)

    def under(self, receipt_no: str) -> Upload | None:
        """The file with this receipt."""
        return next((one for one in self.taken if one.receipt_no == receipt_no), None)


def without_content(said: dict[str, Any]) -> dict[str, Any]:
    """What is remembered of an exchange: the file's bytes are shown nowhere."""
    told = said.get("file")
    return said | {"file": told | {"content": "…"}} if isinstance(told, dict) else said

"""What invented citizens send along with their orders."""

import struct
import zlib
from typing import Final

ATTACHMENTS: Final = "/attachments"
SIDE: Final = 48
NAMES: Final = {"receipt.png": "购物小票.png", "account.txt": "情况说明.txt"}
"""As they stand in an address, and as the citizen called them."""


def invented_attachments(base: str, order_no: str) -> list[dict[str, str]]:
    """The attachments of an order; none while there is no address from which they could be fetched."""
    if not base:
        return []
    return [{"name": words, "url": f"{base}{ATTACHMENTS}/{order_no}/{name}"} for name, words in NAMES.items()]


def content_of(order_no: str, name: str) -> bytes:
    """The bytes of one; the same every time."""
    if name == "receipt.png":
        return _picture(zlib.crc32(order_no.encode()) % 200)
    return f"虚构的情况说明\n工单 {order_no}：以上内容均为演示而写，并无此人此事。\n".encode()


def _picture(shade: int) -> bytes:
    """A grey square with a stripe, as a PNG."""
    row = b"\0" + bytes(shade if at % 12 else 255 for at in range(SIDE))
    parts = (
        (b"IHDR", struct.pack(">2I5B", SIDE, SIDE, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * SIDE)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)

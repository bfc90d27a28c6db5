"""Orders as the hotline sends them, rendered and signed beforehand, so that the load generator only has to send."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any, Final

from gongkai.timepiece import Timepiece, new_id
from gongkai.webhooks.signatures import Signatures
from tests.bench.load import post

PATH: Final = "/api/v1/hotline/events"
SECRET: Final = "whsec_" + "YmVuY2gtYmVuY2gtYmVuY2gtYmVuY2gtYmVuY2ghISE="

_numbers: Iterator[int] = count(1)


def settings() -> dict[str, str]:
    """What makes a service take these orders."""
    return {"hotline_secrets": json.dumps([SECRET]), "hotline_url": "http://127.0.0.1:9/callbacks"}


def signed(how_many: int) -> list[bytes]:
    """So many requests, each an order of its own. They have to be sent within five minutes."""
    signatures, at = Signatures([SECRET]), Timepiece().wall()
    return [_request(signatures, at) for _ in range(how_many)]


def _request(signatures: Signatures, at: datetime) -> bytes:
    body = json.dumps(message(at), ensure_ascii=False).encode()
    return post(PATH, body, **signatures.sign(new_id().hex, at, body))


def message(at: datetime) -> dict[str, Any]:
    """A new order, about 1.2 KB, dispatched at that moment."""
    return {
        "type": "transfer.created",
        "occurred_at": at.isoformat(),
        "order": {
            "order_no": f"SH20260708{next(_numbers):08d}",
            "source": "phone",
            "kind": "transfer",
            "priority": "normal",
            "dispatched_at": at.isoformat(),
            "category": ["市场监管", "消费维权", "预付卡"],
            "district": "黄浦区",
            "title": "健身房停业后预付卡余额不退",
            "content": "市民来电反映在该店办理预付卡，商家停业后无法联系，要求退还余额，希望尽快处理。" * 6,
            "citizen": {"name": "张测试", "phone": "13800000000", "anonymous": False, "confidential": True},
            "attachments": [{"name": "合同.jpg", "url": "https://hotline.invalid/files/1"}],
        },
    }

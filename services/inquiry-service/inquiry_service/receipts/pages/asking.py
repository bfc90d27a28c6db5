"""The forms with which citizens ask: what was answered already comes first, and a double click is one question."""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from gongkai.actor import Actor
from gongkai.desk.render import field_errors
from gongkai.http.idempotency import Claim, Once, StillRunning
from gongkai.organisation.units import name_of
from gongkai.refusals import Refusal
from gongkai.runtime.service import ServiceRuntime
from gongkai.unit_of_work import Work
from inquiry_service.question.store.similar import SimilarQuestion
from inquiry_service.receipts.usecases.intake import IntakeKit, prepare_intake

FORM_KEY: Final = re.compile(r"[0-9a-f]{32}")
LOOKS: Final = 50
PAUSE: Final = 0.1
"""Somebody who clicks twice waits up to five seconds for the receipt of the first click."""

Outcome = TypeVar("Outcome", bound=BaseModel)


def ask_form(
    typed: Mapping[str, str], refusal: Refusal | None = None, similar: Sequence[SimilarQuestion] = ()
) -> dict[str, Any]:
    """What an ask form is drawn from; each drawing of an empty form has a key of its own."""
    return {
        "form": typed,
        "once": typed.get("once") or secrets.token_hex(16),
        "errors": field_errors(refusal.points) if refusal else {},
        "refusal": refusal,
        "similar": similar,
        "unit_name": name_of,
    }


def is_sure(typed: Mapping[str, str]) -> bool:
    """Whether the asker has seen what is similar and wants to ask all the same."""
    return bool(typed.get("sure"))


async def submit_once(
    kind: type[Outcome],
    route: str,
    typed: Mapping[str, str],
    actor: Actor,
    running: ServiceRuntime,
    effect: Callable[[IntakeKit, Work], Awaitable[Outcome]],
) -> Outcome:
    """A form sent twice is one question; a form sent again with other words is another."""
    form_key = typed.get("once", "")
    secret = form_key if FORM_KEY.fullmatch(form_key) else secrets.token_hex(16)
    fields = sorted((name, value) for name, value in typed.items() if name not in ("once", "sure"))
    words = sha256(repr((route, fields)).encode("utf-8", "replace")).digest()
    once = Once(Claim(f"{secret}:{words.hex()}", route, words))
    kit = await prepare_intake(running)
    for _ in range(LOOKS):
        try:
            async with running.work(actor) as work:
                answer = await once.respond(work, kind, lambda: effect(kit, work))
            return kind.model_validate_json(bytes(answer.body))
        except StillRunning:
            await asyncio.sleep(PAUSE)
    raise StillRunning("您的提问正在提交，请稍候刷新本页。")

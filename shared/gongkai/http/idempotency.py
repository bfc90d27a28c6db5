"""A public request sent twice has one effect and gets one answer, for 72 hours.

The row that remembers is written in the effect's own transaction, so there is no half-done state to clean up. A
transaction-level advisory lock stands for "running": it is gone with its transaction, however that ends. The answer may
hold a citizen's query code, so it is kept sealed with a key made from the caller's `Idempotency-Key`, of which we keep
only the digest: the database alone does not give it away.
"""

import hashlib
import os
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import Column, Index, LargeBinary, SmallInteger, String, Table, bindparam, delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from gongkai.database.columns import Instant, shared_metadata
from gongkai.edge_refusals import EdgeRefusal
from gongkai.refusals import Ground
from gongkai.unit_of_work import Work

KEPT: Final = timedelta(hours=72)
KEY: Final = re.compile(r"[\x21-\x7e]{16,200}")
NONCE_BYTES: Final = 12
REPLAYED: Final = {"Idempotency-Replayed": "true"}

idempotency_key = Table(
    "idempotency_key",
    shared_metadata,
    Column("key", LargeBinary(32), primary_key=True),
    Column("route", String(200), nullable=False),
    Column("payload", LargeBinary(32), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("sealed_body", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)
by_age = Index("ix_idempotency_key_created_at", idempotency_key.c.created_at)

LOCK = text(
    "SELECT pg_try_advisory_xact_lock(lock) "
    "FROM unnest(CAST(:locks AS bigint[])) WITH ORDINALITY AS claim(lock, place) ORDER BY place"
)
REMEMBERED = select(idempotency_key).where(idempotency_key.c.key.in_(bindparam("keys", expanding=True)))
REMEMBER = insert(idempotency_key)


class KeyRequired(EdgeRefusal):
    """The request came without a usable `Idempotency-Key`."""

    code = "idempotency-key-required"
    ground = Ground.unfit


class KeyReused(EdgeRefusal):
    """The same key was used for something else before."""

    code = "idempotency-mismatch"
    ground = Ground.unfit


class StillRunning(EdgeRefusal):
    """The same request is being worked on right now."""

    code = "idempotency-in-progress"
    ground = Ground.conflict
    headers = {"Retry-After": "1"}


@dataclass(frozen=True, slots=True)
class Claim:
    """One request's key: where it was used, and the digest of what was sent with it."""

    secret: str
    route: str
    payload: bytes

    @property
    def key(self) -> bytes:
        """What is stored in the key's place."""
        return hashlib.sha256(f"{self.route}\n{self.secret}".encode()).digest()

    @property
    def lock(self) -> int:
        """The advisory lock that stands for "running"."""
        return int.from_bytes(self.key[:8], "big", signed=True)

    def seal(self, body: bytes) -> bytes:
        """The answer's body, readable only with the caller's key."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher().encrypt(nonce, body, self.payload)

    def unseal(self, sealed: bytes) -> bytes:
        """The answer's body again."""
        return self._cipher().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self.payload)

    def _cipher(self) -> AESGCM:
        return AESGCM(hashlib.sha256(f"sealed answer\n{self.route}\n{self.secret}".encode()).digest())


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What a request was, or is now, answered."""

    status: int
    body: bytes
    replayed: bool = False

    @classmethod
    def of(cls, model: type[BaseModel], value: Any, status: int = 201) -> Self:
        """A new answer: `value` as the JSON of a response model."""
        return cls(status, model.model_validate(value, from_attributes=True).model_dump_json().encode())

    def response(self) -> Response:
        """The HTTP response; says so if it is a repetition."""
        headers = REPLAYED if self.replayed else None
        return Response(self.body, self.status, headers=headers, media_type="application/json")


async def claim_all(db: AsyncConnection, claims: Sequence[Claim]) -> list[StoredAnswer | EdgeRefusal | None]:
    """For each claim in order: the answer given before, a refusal, or `None`: go ahead and then `keep_all`."""
    locked = list(await db.scalars(LOCK, {"locks": [claim.lock for claim in claims]}))
    rows = await db.execute(REMEMBERED, {"keys": [claim.key for claim in claims]})
    known = {bytes(row.key): row for row in rows}
    outcomes: list[StoredAnswer | EdgeRefusal | None] = []
    seen: set[bytes] = set()
    for claim, mine in zip(claims, locked, strict=True):
        row = known.get(claim.key)
        if row is not None and row.payload != claim.payload:
            outcomes.append(KeyReused("这个 Idempotency-Key 已用于另一次提交，请换一个。"))
        elif row is not None:
            outcomes.append(StoredAnswer(row.status, claim.unseal(row.sealed_body), replayed=True))
        else:
            twice = not mine or claim.key in seen
            outcomes.append(StillRunning("同一请求正在处理，请稍候再试。") if twice else None)
        seen.add(claim.key)
    return outcomes


async def keep_all(db: AsyncConnection, answers: Sequence[tuple[Claim, StoredAnswer]], now: datetime) -> None:
    """Remember answers, in the transaction of their effects."""
    rows = [
        {
            "key": claim.key,
            "route": claim.route,
            "payload": claim.payload,
            "status": answer.status,
            "sealed_body": claim.seal(answer.body),
            "created_at": now,
        }
        for claim, answer in answers
    ]
    if rows:
        await db.execute(REMEMBER, rows)


async def purge(db: AsyncConnection, now: datetime) -> int:
    """Forget what is older than 72 hours; returns how many."""
    gone = await db.execute(delete(idempotency_key).where(idempotency_key.c.created_at < now - KEPT))
    return gone.rowcount


class Once:
    """Runs an effect at most once for one claim."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim

    async def respond(
        self, work: Work, model: type[BaseModel], effect: Callable[[], Awaitable[Any]], status: int = 201
    ) -> Response:
        """The response of the effect, now or from memory; `effect` runs in `work`'s transaction."""
        [found] = await claim_all(work.db, [self.claim])
        if isinstance(found, EdgeRefusal):
            raise found
        if found is None:
            found = StoredAnswer.of(model, await effect(), status)
            await keep_all(work.db, [(self.claim, found)], work.now)
        return found.response()


async def _once(
    request: Request,
    idempotency_key: Annotated[str | None, Header(description="16 to 200 characters, new for each request")] = None,
) -> Once:
    if idempotency_key is None or not KEY.fullmatch(idempotency_key):
        raise KeyRequired("请带上 Idempotency-Key（16–200 个可见字符，每次提交换一个，例如 UUID）。")
    sent = request.scope["path"].encode() + b"\n" + await request.body()
    return Once(Claim(idempotency_key, request.scope["gongkai.route"], hashlib.sha256(sent).digest()))


OnceDep = Annotated[Once, Depends(_once)]
"""`return await once.respond(work, Receipt, lambda: ask_question(asked, work))`."""

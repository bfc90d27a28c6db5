"""Clearances in the database: only the secrecy officer's, bound to digests, each recorded once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from gongkai.actor import Actor
from gongkai.audit.entries import audit_entry
from gongkai.privacy.gate import HeldPiece
from gongkai.review.clearances import OnlySecrecyClears, clear_held, cleared
from gongkai.review.clearing import Clearing, NotHeld
from gongkai.runtime.service import ServiceRuntime
from gongkai.timepiece import new_id
from gongkai.unit_of_work import Work
from policy_service.service import SERVICE
from tests.makers import House, person

HELD = [HeldPiece("/body", "正文", "a" * 64, ())]
CLEARING = Clearing(digests=("a" * 64,), reason="已与13800138000核对")


@pytest.fixture
async def running(house: House) -> AsyncIterator[ServiceRuntime]:
    async with house.open(SERVICE) as running:
        yield running


@asynccontextmanager
async def acting(running: ServiceRuntime, who: Actor) -> AsyncIterator[Work]:
    async with running.work(who) as work:
        yield work


async def test_e5_a_clearance_is_recorded_once_with_its_reason_masked(running: ServiceRuntime) -> None:
    subject = new_id()
    for _ in range(2):
        async with acting(running, person("secrecy")) as work:
            await clear_held(subject, CLEARING, HELD, work)
    async with running.reading() as db:
        assert await cleared(db, subject) == {"a" * 64}
        acts = select(audit_entry.c.details).where(audit_entry.c.subject == str(subject))
        [details] = (await db.scalars(acts)).all()
    assert details["digest"] == "a" * 64
    assert "13800138000" not in details["reason"]


@pytest.mark.parametrize("role", ["clerk", "head", "office"])
async def test_e5_nobody_but_the_secrecy_officer_clears(running: ServiceRuntime, role: str) -> None:
    subject = new_id()
    with pytest.raises(OnlySecrecyClears):
        async with acting(running, person(role)) as work:
            await clear_held(subject, CLEARING, HELD, work)
    async with running.reading() as db:
        assert await cleared(db, subject) == frozenset()


async def test_e5_words_changed_meanwhile_are_not_cleared(running: ServiceRuntime) -> None:
    changed = [HeldPiece("/body", "正文", "b" * 64, ())]
    with pytest.raises(NotHeld):
        async with acting(running, person("secrecy")) as work:
            await clear_held(new_id(), CLEARING, changed, work)

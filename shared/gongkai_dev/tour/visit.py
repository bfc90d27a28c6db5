"""What every chapter of the tour needs: the suite's addresses, the people, the office's clock, the warnings."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx

from gongkai.worktime.days import SHANGHAI
from gongkai_dev.demo.routes import clock_path
from gongkai_dev.hotline_sandbox.sandbox import HotlineSandbox
from gongkai_dev.tour.caller import Caller, until
from gongkai_dev.tour.transcript import Transcript

SERVICES: Final = ("policy", "inquiry", "ticket", "notify")
TOKEN_LASTS: Final = 240.0


@dataclass(frozen=True, slots=True)
class ExpectedStep:
    """A warning that has to come: about which thing and clock, at which stage."""

    subject_id: str
    ref: str
    clock: str
    stage: str


class TourVisit:
    """One tour through one suite."""

    def __init__(self, client: httpx.AsyncClient, hotline: HotlineSandbox, transcript: Transcript) -> None:
        self.client = client
        self.hotline = hotline
        self.tells = transcript
        self.public = Caller(client)
        self.expected: list[ExpectedStep] = []
        self._tokens: dict[str, tuple[Caller, float]] = {}

    async def as_person(self, person: str) -> Caller:
        """The way of a demo person to the suite, with a token that is not about to expire."""
        now = asyncio.get_running_loop().time()
        caller, given = self._tokens.get(person, (None, 0.0))
        if caller is None or now - given > TOKEN_LASTS:
            answer = await self.public.send("POST", "/api/v1/demo/tokens", json={"person": person})
            caller = Caller(self.client, answer.json()["token"])
            self._tokens[person] = (caller, now)
        return caller

    async def set_clock(self, at: str | None) -> None:
        """Put the office's clock to a moment in Shanghai, `2024-09-30 10:00`, or back to the real time."""
        moment = datetime.fromisoformat(at).replace(tzinfo=SHANGHAI) if at else None
        for service in SERVICES:
            body = {"at": moment.isoformat() if moment else None}
            await self.public.send("PUT", clock_path(service), json=body)
        if moment:
            self.tells.clock(moment)

    async def counts(self, subject_id: str, clock: str, *, person: str, still: bool) -> None:
        """Wait until the board shows a clock, or no more: before days pass at a stroke, all must have heard of it."""

        async def seen() -> bool | None:
            there = any(
                (one["subject_id"], one["clock"]) == (subject_id, clock)
                for one in await self._all_of("/api/v1/clocks", person)
            )
            return there is still or None

        await until(seen, f"the board {'shows' if still else 'lets go of'} the clock {clock}")

    async def warned(self, *expected: ExpectedStep, person: str) -> None:
        """Wait until these warnings have come to a person, tell of them, and take note of each."""
        self.expected += expected
        for one in expected:
            warning = await until(lambda one=one: self._found(one, person), f"the warning {one.stage} of {one.ref}")  # type: ignore[misc]
            acknowledge = f"/api/v1/warnings/{warning['id']}/acknowledgement"
            await (await self.as_person(person)).send("POST", acknowledge)
            self.tells.says(
                "预警", f"{one.ref} {warning['title']}：{one.stage}，期限 {warning['due_on']}，已由 {person} 签收"
            )

    async def _found(self, wanted: ExpectedStep, person: str) -> Any | None:
        for warning in await self.warnings_of(person, [wanted.subject_id]):
            if (warning["clock"], warning["stage"]) == (wanted.clock, wanted.stage):
                return warning
        return None

    async def warnings_of(self, person: str, subjects: Sequence[str]) -> list[Any]:
        """All warnings that a person got about these things."""
        return [one for one in await self._all_of("/api/v1/warnings", person) if one["subject_id"] in subjects]

    async def _all_of(self, path: str, person: str) -> list[Any]:
        caller = await self.as_person(person)
        found: list[Any] = []
        page = await caller.get(path, limit=100)
        while True:
            found += page["items"]
            if page["next"] is None:
                return found
            page = await caller.get(path, limit=100, cursor=page["next"])

"""Timers: policies go public on schedule, take effect and expire."""

from typing import Final

import structlog

from gongkai.runtime.service import ServiceRuntime, Timer
from policy_service.policy.store import plans
from policy_service.publication.usecases import do_planned_act

log = structlog.get_logger(__name__)


async def keep_plans(running: ServiceRuntime) -> int:
    """Carry out one planned act in a transaction of its own; one that meets a fault waits, and others go on."""
    planned = None
    try:
        async with running.work() as work:
            planned = await plans.claim(work.db, work.now)
            if planned is None:
                return 0
            await do_planned_act(planned, work)
    except Exception:
        if planned is None:
            raise
        log.exception("planned_act_failed", act=planned.act, id=str(planned.policy_id))
        async with running.engine.begin() as db:
            await plans.postpone(db, planned, running.timepiece.now())
    return 1


timers: Final = (Timer("keep_plans", keep_plans),)

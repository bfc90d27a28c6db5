"""A clerk looks at what the public would read of an edit: it is made, judged, shown, and taken back."""

from collections.abc import Awaitable, Callable

from gongkai.actor import Actor
from gongkai.runtime.service import Running
from gongkai.unit_of_work import Work
from policy_service.policy.domain.policy import Policy
from policy_service.publication.domain.preview import as_public
from policy_service.publication.usecases.judge_policy import judge_policy


class TakenBack(Exception):
    """Ends the transaction of a preview, so that nothing of the edit is left."""

    def __init__(self, shown: Policy) -> None:
        super().__init__("A preview is never kept.")
        self.shown = shown


async def preview_policy(running: Running, actor: Actor, edit: Callable[[Work], Awaitable[Policy]]) -> Policy:
    """`edit` is what saving would do; it refuses here what it would refuse there."""
    try:
        async with running.work(actor) as work:
            policy = await edit(work)
            raise TakenBack(as_public(policy, await judge_policy(policy, work.db, work.now)))
    except TakenBack as preview:
        return preview.shown

"""Taking a part out of a policy at the desk: asked once more, then done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi.responses import HTMLResponse, Response

from gongkai.refusals import Refusal
from gongkai.unit_of_work import Work
from policy_service.policy.domain.policy import Policy
from policy_service.policy.pages.dossier_page import DossierPage, read_version


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovablePart:
    """A part of a policy in words; `stands_at` is its page, `left_at` the page that is there without it.

    `remove` takes it out of the version that was read.
    """

    words: str
    stands_at: str
    left_at: str
    remove: Callable[[int, Work], Awaitable[Policy]]


FindPart = Callable[[Policy], RemovablePart]


async def ask_removal(page: DossierPage, find: FindPart, refusal: Refusal | None = None) -> HTMLResponse:
    """The page that asks whether a part shall go."""
    policy = await page.policy()
    part = find(policy)
    return page.render("desk_removal.html", refusal, policy=policy, what=part.words, stands_at=part.stands_at)


async def remove_part(page: DossierPage, find: FindPart) -> Response:
    """Take the part out and lead on; a refusal is shown on the page that asks."""
    version = read_version(await page.typed())
    part = find(await page.policy())
    try:
        async with page.running.work(page.actor) as work:
            await part.remove(version, work)
    except Refusal as refusal:
        return await ask_removal(page, find, refusal)
    return page.back(part.left_at)

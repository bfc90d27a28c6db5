"""A day has come, or the office has decided: a public policy's validity is counted again, and told if it changed."""

from datetime import date

from gongkai.events.policy import ValidityChanged
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.policy_events import told
from policy_service.policy.store import policies as store
from policy_service.publication.store import editions
from policy_service.publication.usecases.plan_validity import enter_validity


async def recount_validity(policy: Policy, reason: str, work: Work, since: date | None = None) -> Policy:
    """`policy` is not saved yet; returns it as saved, or as it is where it is not public.

    `since` is the day that was planned; after an outage it lies before today. If more than that day was missed, the
    last one tells.
    """
    last = await editions.last_edition(work.db, policy.id)
    if last is None or not policy.is_public:
        return policy
    today = office_day(work.now)
    since = since or today
    saved = await store.save(work.db, policy)
    edition = last[0].on(today, saved)
    if edition.validity is last[0].validity or edition.validity is not last[0].on(since, saved).validity:
        return saved
    await editions.rewrite(work.db, edition)
    await enter_validity(edition, reason, since, work)
    fact = told(saved, edition.title, edition.document_no)
    work.announce(ValidityChanged(**fact, validity=edition.validity, since=since))
    work.audit("policy.validity", str(saved.id), validity=edition.validity)
    return saved

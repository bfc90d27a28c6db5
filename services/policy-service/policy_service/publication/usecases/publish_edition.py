"""A policy goes public in one step: its edition, interpretations, validity, plans, board and record."""

from typing import Final

from gongkai.events.policy import ClauseFact, PolicyAmended, PolicyEvent, PolicyPublished
from gongkai.unit_of_work import Work
from gongkai.worktime.days import office_day
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.policy_events import told
from policy_service.policy.store import policies as store
from policy_service.publication.domain.edition import Edition
from policy_service.publication.domain.gate import Gate
from policy_service.publication.store import editions
from policy_service.publication.usecases.plan_validity import enter_validity, plan_validity

MOST_CLAUSES: Final = 500
LONGEST: Final = 120
"""Bounds of what an event tells of headings: a broker takes one megabyte. The page itself has them all."""


async def bring_out(published: Policy, gate: Gate, work: Work) -> Policy:
    """`published` is not saved yet; a gate that is not open refuses, and then nothing of it has happened."""
    saved = await store.save(work.db, published)
    before = await editions.last_edition(work.db, saved.id) if saved.edition > 1 else None
    edition = Edition.of(saved, gate, before[0].first_published_at if before else None)
    if before:
        await editions.rewrite(work.db, before[0].amended(saved))
    await editions.publish(work.db, edition, saved)
    if before is None or before[0].validity is not edition.validity:
        await enter_validity(edition, "发布", office_day(work.now), work)
    await plan_validity(edition, saved, work)
    work.announce(_fact(edition, saved))
    work.audit("policy.publish", str(saved.id), digest=saved.digest, edition=edition.number, by=saved.published_by)
    return saved


def _fact(edition: Edition, policy: Policy) -> PolicyEvent:
    particulars = told(policy, edition.title, edition.document_no) | {
        "drafting_unit": edition.drafting_unit,
        "published_at": edition.published_at,
        "public_path": edition.path,
        "edition": edition.number,
        "clauses": tuple(ClauseFact(id=one.id, title=one.title[:LONGEST]) for one in edition.clauses[:MOST_CLAUSES]),
        "interpretation_forms": tuple(str(form) for form in edition.forms),
    }
    if edition.number > 1:
        return PolicyAmended(**particulars)
    return PolicyPublished(**particulars, formed_on=edition.formed_on)

"""The office makes a reviewed policy public; its message board opens by the event."""

from uuid import UUID

from gongkai.database.work import Work
from gongkai.events.policy import PolicyPublished
from policy_service.domain.policy import Policy
from policy_service.store import policies as store


async def publish_policy(policy_id: UUID, read_version: int | None, work: Work) -> Policy:
    policy = await store.policy(work.db, policy_id, work.actor.only_unit)
    published = policy.as_read(read_version).publish(by=work.actor, at=work.now)
    saved = await store.save(work.db, published)
    work.announce(
        PolicyPublished(
            aggregate_id=saved.id,
            version=saved.version,
            ref=saved.document_no,
            unit=saved.drafting_unit,
            desk_path=f"/desk/policies/{saved.id}",
            title=saved.title,
            document_no=saved.document_no,
            drafting_unit=saved.drafting_unit,
            formed_on=saved.formed_on,
            published_at=work.now,
            public_path=f"/policies/{saved.id}",
        )
    )
    work.audit("policy.publish", str(saved.id), digest=saved.digest)
    return saved

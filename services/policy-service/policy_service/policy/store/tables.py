"""The policy service's own tables; the shared ones (outbox, inbox, audit …) stand beside them."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, String, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gongkai.database.columns import Instant, ValueColumn, new_metadata
from policy_service.policy.domain.attachment import Attachment
from policy_service.policy.domain.edition import Edition
from policy_service.policy.domain.interpretation import Interpretation
from policy_service.policy.domain.links import ServiceLink
from policy_service.policy.domain.policy import Policy
from policy_service.policy.domain.validity import ValidityAct

metadata = new_metadata()

policies = Table(
    "policy",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("document_no", String(40), nullable=False),
    Column("index_no", String(60), nullable=False),
    Column("issuing_unit", String(100), nullable=False),
    Column("co_issuers", ARRAY(String(100)), nullable=False),
    Column("drafting_unit", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("normative", Boolean),
    Column("subject_class", String(60), nullable=False),
    Column("formed_on", Date, nullable=False),
    Column("effective_on", Date),
    Column("expires_on", Date),
    Column("disclosure", String(20), nullable=False),
    Column("audiences", ARRAY(String(40)), nullable=False),
    Column("keywords", ARRAY(String(40)), nullable=False),
    Column("interpretation_wanted", Boolean, nullable=False),
    Column("change_note", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("body_format", String(12), nullable=False),
    Column("html", Text, nullable=False),
    Column("attachments", ValueColumn(tuple[Attachment, ...]), nullable=False),
    Column("interpretations", ValueColumn(tuple[Interpretation, ...]), nullable=False),
    Column("service_links", ValueColumn(tuple[ServiceLink, ...]), nullable=False),
    Column("state", String(12), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("drafted_by", ARRAY(String(80)), nullable=False),
    Column("drafted_at", Instant, nullable=False),
    Column("reviewed_by", String(80)),
    Column("reviewed_at", Instant),
    Column("signed_digest", String(64)),
    Column("published_by", String(80)),
    Column("published_at", Instant),
    Column("publish_at", Instant),
    Column("validity_acts", ValueColumn(tuple[ValidityAct, ...]), nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", String(80)),
    Column("withdrawal_reason", String(500), nullable=False),
    Column("names", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
)
in_force = Index(
    "uq_policy_document_no", policies.c.document_no, unique=True, postgresql_where=policies.c.state != "withdrawn"
)
of_unit = Index("ix_policy_of_unit", policies.c.drafting_unit, policies.c.id)

editions = Table(
    "edition",
    metadata,
    Column("policy_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("is_current", Boolean, nullable=False),
    Column("is_public", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("document_no", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("drafting_unit", String(40), nullable=False),
    Column("formed_on", Date, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("validity", String(20), nullable=False),
    Column("interpretation_forms", ARRAY(String(12)), nullable=False),
    Column("content", ValueColumn(Edition), nullable=False),
    Column("public", LargeBinary, nullable=False),
    Column("original", ValueColumn(Policy), nullable=False),
)
"""What the public reads. `public` is the ready answer of `GET /api/v1/policies/{id}`, `original` the dossier unmasked;
a withdrawn policy's editions are kept and not public."""
is_current = editions.c.is_current
current = Index("uq_edition_current", editions.c.policy_id, unique=True, postgresql_where=is_current)
current_no = Index("uq_edition_document_no", editions.c.document_no, unique=True, postgresql_where=is_current)
newest = Index("ix_edition_newest", editions.c.published_at, editions.c.policy_id, postgresql_where=is_current)

planned_acts = Table(
    "planned_act",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("policy_id", Uuid, nullable=False, index=True),
    Column("act", String(20), nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("next_try_at", Instant, nullable=False, index=True),
    Column("tries", Integer, nullable=False),
)

validity_entries = Table(
    "validity_entry",
    metadata,
    Column("policy_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("validity", String(20), nullable=False),
    Column("since", Date, nullable=False),
    Column("reason", String(500), nullable=False),
    Column("entered_by", String(80), nullable=False),
    Column("entered_at", Instant, nullable=False),
)
"""How the validity changed, and with which version of the policy."""

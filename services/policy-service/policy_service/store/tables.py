"""The policy service's own table; the shared ones (outbox, inbox, audit …) stand beside it."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from gongkai.database.columns import Instant, new_metadata

metadata = new_metadata()

policies = Table(
    "policy",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("document_no", String(40), nullable=False),
    Column("index_no", String(60), nullable=False),
    Column("issuing_unit", String(100), nullable=False),
    Column("drafting_unit", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("formed_on", Date, nullable=False),
    Column("disclosure", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("drafted_by", ARRAY(String(80)), nullable=False),
    Column("drafted_at", Instant, nullable=False),
    Column("reviewed_by", String(80)),
    Column("reviewed_at", Instant),
    Column("signed_digest", String(64)),
    Column("published_by", String(80)),
    Column("published_at", Instant),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", String(80)),
    Column("withdrawal_reason", String(500), nullable=False),
    Column("names", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
)
is_public = policies.c.state == "published"
in_force = Index(
    "uq_policy_document_no", policies.c.document_no, unique=True, postgresql_where=policies.c.state != "withdrawn"
)
newest = Index("ix_policy_newest", policies.c.published_at, policies.c.id, postgresql_where=is_public)
of_unit = Index("ix_policy_of_unit", policies.c.drafting_unit, policies.c.id)

"""The tables of a service whose texts go public."""

from sqlalchemy import Column, Integer, String, Table, Text, Uuid

from gongkai.database.columns import Instant, new_metadata

review_metadata = new_metadata()
"""Only services whose texts go public have these tables: the step `gongkai.database.steps.review_0001` makes them."""

clearance = Table(
    "clearance",
    review_metadata,
    Column("subject_id", Uuid, primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("cleared_by", String(120), nullable=False),
    Column("name", String(80), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

review_rules = Table(
    "review_rules",
    review_metadata,
    Column("kind", String(20), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("toml", Text, nullable=False),
    Column("amended_by", String(120), nullable=False),
    Column("name", String(80), nullable=False),
    Column("amended_at", Instant, nullable=False),
)

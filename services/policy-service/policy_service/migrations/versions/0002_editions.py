"""The whole dossier of a policy, what the public reads of it, and what it still has before it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from gongkai.database.steps import files_0001, review_0001
from gongkai.privacy.masking import mask
from policy_service.policy.domain.body import clauses_of, to_html

revision = "0002"
down_revision = "0001"

WORDS = postgresql.ARRAY(sa.String(100))
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    review_0001.upgrade(op)
    files_0001.upgrade(op)
    _dossier()
    _edition()
    _planned_act()
    _validity_entry()
    _publish_again()


def _dossier() -> None:
    """Policies that are there already are dossiers without files."""
    tags = postgresql.ARRAY(sa.String(40))
    for name, kind, default in (
        ("co_issuers", WORDS, "{}"),
        ("subject_class", sa.String(60), ""),
        ("audiences", tags, "{}"),
        ("keywords", tags, "{}"),
        ("interpretation_wanted", sa.Boolean, "false"),
        ("change_note", sa.Text, ""),
        ("body_format", sa.String(12), "markdown"),
        ("attachments", postgresql.JSONB, "[]"),
        ("interpretations", postgresql.JSONB, "[]"),
        ("service_links", postgresql.JSONB, "[]"),
        ("edition", sa.Integer, "0"),
        ("validity_acts", postgresql.JSONB, "[]"),
    ):
        op.add_column("policy", sa.Column(name, kind, nullable=False, server_default=default))
        op.alter_column("policy", name, server_default=None)
    op.add_column("policy", sa.Column("normative", sa.Boolean))
    op.add_column("policy", sa.Column("effective_on", sa.Date))
    op.add_column("policy", sa.Column("expires_on", sa.Date))
    op.add_column("policy", sa.Column("publish_at", INSTANT))
    op.drop_index("ix_policy_newest", "policy")


def _edition() -> None:
    op.create_table(
        "edition",
        sa.Column("policy_id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("is_current", sa.Boolean, nullable=False),
        sa.Column("is_public", sa.Boolean, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("document_no", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("drafting_unit", sa.String(40), nullable=False),
        sa.Column("formed_on", sa.Date, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("validity", sa.String(20), nullable=False),
        sa.Column("interpretation_forms", postgresql.ARRAY(sa.String(12)), nullable=False),
        sa.Column("content", postgresql.JSONB, nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("original", postgresql.JSONB, nullable=False),
    )
    current = sa.text("is_current")
    op.create_index("uq_edition_current", "edition", ["policy_id"], unique=True, postgresql_where=current)
    op.create_index("uq_edition_document_no", "edition", ["document_no"], unique=True, postgresql_where=current)
    op.create_index("ix_edition_newest", "edition", ["published_at", "policy_id"], postgresql_where=current)


def _planned_act() -> None:
    op.create_table(
        "planned_act",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("next_try_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_index("ix_planned_act_policy_id", "planned_act", ["policy_id"])
    op.create_index("ix_planned_act_next_try_at", "planned_act", ["next_try_at"])


def _validity_entry() -> None:
    op.create_table(
        "validity_entry",
        sa.Column("policy_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("validity", sa.String(20), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("entered_by", sa.String(80), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
    )


def _publish_again() -> None:
    """What is public already stays so: as its first edition, with private data masked."""
    db = op.get_bind()
    for row in db.execute(sa.text("SELECT * FROM policy WHERE state = 'published'")).mappings().all():
        original = dict(row) | {"edition": 1, "version": row["version"] + 1}
        content = _content(original)
        listed = ("title", "document_no", "kind", "drafting_unit", "formed_on", "published_at", "version")
        columns = {name: content[name] for name in listed} | {
            "policy_id": row["id"],
            "content": _json(content),
            "public": _json(_public(content)).encode(),
            "original": _json(original),
        }
        db.execute(EDITION, columns)
        db.execute(ENTRY, columns)
        db.execute(sa.text("UPDATE policy SET edition = 1, version = version + 1 WHERE id = :id"), {"id": row["id"]})


EDITION = sa.text(
    "INSERT INTO edition (policy_id, number, version, is_current, is_public, title, document_no, kind, drafting_unit,"
    " formed_on, published_at, validity, interpretation_forms, content, public, original)"
    " VALUES (:policy_id, 1, :version, true, true, :title, :document_no, :kind, :drafting_unit, :formed_on,"
    " :published_at, 'in_force', '{}', CAST(:content AS jsonb), :public, CAST(:original AS jsonb))"
)
ENTRY = sa.text(
    "INSERT INTO validity_entry (policy_id, version, validity, since, reason, entered_by, entered_at)"
    " VALUES (:policy_id, :version, 'in_force', CAST(:published_at AT TIME ZONE 'Asia/Shanghai' AS date), '发布',"
    " 'system', :published_at)"
)
KEPT = (
    *("version", "document_no", "co_issuers", "drafting_unit", "kind", "normative", "formed_on", "effective_on"),
    *("expires_on", "disclosure", "audiences", "keywords", "published_at", "body_format", "attachments"),
    *("interpretations", "service_links"),
)
MASKED = ("title", "index_no", "issuing_unit", "subject_class", "change_note", "body")


def _content(row: Mapping[str, Any]) -> dict[str, Any]:
    masked = {name: mask(row[name]) for name in MASKED}
    words = {name: one.text for name, one in masked.items()}
    html = to_html(words["body"])
    return {name: row[name] for name in KEPT} | {
        **words,
        "policy_id": row["id"],
        "number": 1,
        "first_published_at": row["published_at"],
        "validity": "in_force",
        "digest": "" if any(one.findings for one in masked.values()) else row["signed_digest"] or "",
        "html": html,
        "clauses": [asdict(clause) for clause in clauses_of(html)],
    }


def _public(content: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(content)
    shown["id"] = shown.pop("policy_id")
    shown["edition"] = shown.pop("number")
    return shown | {"state": "published", "path": f"/policies/{shown['id']}", "board_path": f"/boards/{shown['id']}"}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_written)


def _written(value: object) -> str:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date | datetime) else str(value)


def downgrade() -> None:
    raise NotImplementedError("Migrations only go forward.")

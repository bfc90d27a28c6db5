"""The tables that every service has from its first migration on: outbox, inbox, clocks, audit and their like."""

from types import ModuleType

from alembic.operations import Operations

from gongkai.database.columns import shared_metadata
from gongkai.messaging.outbox import SHARDS


def upgrade(op: Operations | ModuleType) -> None:
    """Create them (`op` is alembic's module or what it stands for), and one row for each lane of the outbox."""
    shared_metadata.create_all(op.get_bind())
    op.execute(f"INSERT INTO outbox_shard (shard) SELECT generate_series(0, {SHARDS - 1})")

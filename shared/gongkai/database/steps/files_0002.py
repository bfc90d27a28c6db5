"""Whether a file in the index was checked for viruses; those that are there already were not."""

from types import ModuleType

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations | ModuleType) -> None:
    """Add the column, with a default that a version before this one does not mind."""
    column: sa.Column[bool] = sa.Column("virus_checked", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("stored_file", column)

"""What every service has, and the shelf."""

from alembic import op

from gongkai.database.steps import files_0001, shared_0001

revision = "0001"
down_revision = None


def upgrade() -> None:
    shared_0001.upgrade(op)
    files_0001.upgrade(op)

"""Files know whether they were checked for viruses."""

from alembic import op

from gongkai.database.steps import files_0002

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    files_0002.upgrade(op)

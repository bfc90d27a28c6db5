"""The ledger is looked through by state: the dead ones are found without reading all that was ever delivered."""

from types import ModuleType

from alembic.operations import Operations


def upgrade(op: Operations | ModuleType) -> None:
    """Add the index; `if_not_exists`, for a ledger that was made with it."""
    op.create_index("ix_delivery_state", "delivery", ["state", "id"], if_not_exists=True)

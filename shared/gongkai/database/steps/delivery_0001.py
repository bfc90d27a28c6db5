"""The ledger of outbound deliveries, for services that send to other organisations."""

from types import ModuleType

from alembic.operations import Operations

from gongkai.webhooks.ledger import ledger_metadata


def upgrade(op: Operations | ModuleType) -> None:
    """Create the ledger's tables."""
    ledger_metadata.create_all(op.get_bind())

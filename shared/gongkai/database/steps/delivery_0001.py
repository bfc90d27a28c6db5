"""The ledger of outbound deliveries, for services that send to other organisations."""

from alembic.operations import Operations

from gongkai.delivery.ledger import ledger_metadata


def upgrade(op: Operations) -> None:
    """Create the ledger's tables."""
    ledger_metadata.create_all(op.get_bind())

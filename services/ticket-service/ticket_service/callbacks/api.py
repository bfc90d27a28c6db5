"""The ledger of what went to the hotline, over REST."""

from typing import Final

from gongkai.mounts.ledger_api import LedgerHooks, ledger_router
from ticket_service.callbacks.store import snapshot
from ticket_service.callbacks.usecases import note_replay

OWN: Final = "/api/v1/ticket-service"

router = ledger_router(OWN, LedgerHooks(replayed=note_replay, snapshot=snapshot))

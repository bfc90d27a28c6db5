"""The ticket: its limits, the vault of its files, and its life cycle as a document."""

from typing import Final

from gongkai.runtime.blobs import open_blob_store
from gongkai.runtime.service import Feature
from ticket_service.ticket.domain.lifecycle_drawing import lifecycle_page
from ticket_service.ticket.domain.statutory import LIMITS
from ticket_service.ticket.values.option_lists import options_table

TICKET: Final = Feature(
    name="ticket",
    limits=LIMITS,
    resources=(open_blob_store,),
    documents={"ticket-states.md": lifecycle_page, "hotline.md#options": options_table},
)

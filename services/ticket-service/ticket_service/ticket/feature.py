"""The ticket: its limits, the vault of its files, and its life cycle as a document."""

from typing import Final

from gongkai.files.blob_store import open_vault
from gongkai.runtime.service import Feature
from ticket_service.ticket.domain.lifecycle_drawing import lifecycle_page
from ticket_service.ticket.domain.statutory import LIMITS
from ticket_service.ticket.values.option_lists import options_table

TICKET: Final = Feature(
    name="ticket",
    limits=LIMITS,
    resources=(open_vault,),
    documents={"ticket-states.md": lifecycle_page, "hotline.md#options": options_table},
)

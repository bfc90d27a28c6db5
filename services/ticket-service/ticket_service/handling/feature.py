"""Handling: what the unit does with a ticket beside contact, requests and report."""

from typing import Final

from gongkai.runtime.service import Feature
from ticket_service.handling import api

HANDLING: Final = Feature(name="handling", routers=(api.router,))

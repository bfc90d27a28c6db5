"""Linking: merged, linked and split tickets, and units that help."""

from typing import Final

from gongkai.runtime.service import Feature
from ticket_service.linking import api
from ticket_service.linking.timers import TIMERS

LINKING: Final = Feature(name="linking", routers=(api.router,), timers=TIMERS)

"""Requests: contacts, returns, extensions, pauses, answers to reviews."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature
from ticket_service.requests import api

REQUESTS: Final = Feature(name="requests", routers=(api.router,), templates=Path(__file__).parent / "templates")

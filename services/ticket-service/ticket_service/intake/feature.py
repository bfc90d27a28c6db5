"""Intake: the hotline's messages, taken over and obeyed."""

from typing import Final

from gongkai.runtime.service import Feature
from ticket_service.intake.api import webhook

INTAKE: Final = Feature(name="intake", routers=(webhook.router,), resources=(webhook.open_intake,))

"""The OpenAPI document of one service, without anything running."""

from typing import Any

from gongkai.mounts.application import bare_app
from gongkai.runtime.service import Service


def openapi_of(service: Service) -> dict[str, Any]:
    """OpenAPI 3.1 of everything under `/api/v1` that this service answers."""
    return bare_app(service).openapi()

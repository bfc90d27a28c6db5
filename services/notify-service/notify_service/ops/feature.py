"""The health of the whole suite on one page."""

from pathlib import Path
from typing import Final

from gongkai.runtime.service import Feature, Menu
from notify_service.ops import api, pages
from notify_service.ops.gateways import health_client

OPS: Final = Feature(
    name="ops",
    routers=(api.router,),
    pages=(pages.router,),
    templates=Path(__file__).parent / "templates",
    resources=(health_client,),
    menu=(Menu(path="/ops", words="运行状况", place=10, section="ops"),),
)

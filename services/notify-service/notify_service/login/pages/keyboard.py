"""Which keys do what, for people who work without a mouse."""

from fastapi import APIRouter, Request, Response

from gongkai.desk.navigation import KEYBOARD
from gongkai.desk.render import PagesDep

router = APIRouter(include_in_schema=False)


@router.get(KEYBOARD)
async def keyboard_page(request: Request, pages: PagesDep) -> Response:
    """The list; the script shows it as a window on any page."""
    return pages.render(request, "keyboard.html")

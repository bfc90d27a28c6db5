"""The session of a member of staff at the desk: a signed cookie for one working day."""

from typing import Final

from fastapi import Response

from gongkai.identity.tokens import LONGEST, SESSION

SESSION_COOKIE: Final = "gongkai_session"


def start_session(response: Response, token: str, *, secure: bool) -> None:
    """Give the browser its session; no script and no other site's form can use it."""
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(LONGEST[SESSION].total_seconds()),
        secure=secure,
        httponly=True,
        samesite="strict",
    )


def end_session(response: Response) -> None:
    """Take the session back."""
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")

"""Tokens of staff: who somebody is, as said by the one issuer that this suite trusts."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gongkai.actor import Actor, Role
from gongkai.edge_refusals import EdgeRefusal
from gongkai.refusals import Ground

ALGORITHMS: Final = ("ES256", "Ed25519", "EdDSA", "RS256")
ACCESS: Final = "at+jwt"
SESSION: Final = "session+jwt"
LONGEST: Final = {ACCESS: timedelta(minutes=10), SESSION: timedelta(hours=9)}
SKEW: Final = 60
LONGEST_TOKEN: Final = 4096
MOST_REMEMBERED: Final = 2048


class Unauthenticated(EdgeRefusal):
    """No valid token, session or signature came with the request."""

    code = "unauthenticated"
    ground = Ground.forbidden
    headers = {"WWW-Authenticate": "Bearer"}


class Tokens:
    """Verifies tokens against fixed keys, issuer and audience. A verified one is remembered until it expires."""

    def __init__(self, keys: KeySet, *, issuer: str, audience: str, wall: Callable[[], datetime]) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._wall = wall
        self._known: OrderedDict[tuple[str, str], tuple[Actor, float]] = OrderedDict()

    def actor(self, token: str, kind: str = ACCESS) -> Actor:
        """The person whom the token names; raises `Unauthenticated` for anything doubtful."""
        now = self._wall().timestamp()
        known = self._known.get((token, kind))
        if known is not None and known[1] > now:
            return known[0]
        claims = self._claims(token, kind)
        actor, expires = _person(claims), _checked_expiry(claims, now, LONGEST[kind].total_seconds())
        self._known[token, kind] = (actor, expires)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return actor

    def _claims(self, token: str, kind: str) -> Mapping[str, Any]:
        if len(token) > LONGEST_TOKEN:
            raise Unauthenticated(INVALID)
        try:
            read = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError, KeyError):
            raise Unauthenticated(INVALID) from None
        audience = read.claims.get("aud")
        meant_for_us = audience == self._audience or (isinstance(audience, list) and self._audience in audience)
        if read.header.get("typ") != kind or read.claims.get("iss") != self._issuer or not meant_for_us:
            raise Unauthenticated(INVALID)
        return read.claims


INVALID: Final = "登录凭证无效或已过期，请重新登录。"


def _checked_expiry(claims: Mapping[str, Any], now: float, longest: float) -> float:
    issued, expires, starts = _number(claims.get("iat")), _number(claims.get("exp")), _number(claims.get("nbf", 0))
    if not (issued - SKEW <= now < expires) or expires - issued > longest or starts > now + SKEW:
        raise Unauthenticated(INVALID)
    return expires


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unauthenticated(INVALID)
    return float(value)


def _person(claims: Mapping[str, Any]) -> Actor:
    try:
        person, name, unit = (str(claims[claim]) for claim in ("sub", "name", "unit"))
        roles = frozenset(Role(role) for role in claims["roles"])
    except (KeyError, TypeError, ValueError):
        raise Unauthenticated(INVALID) from None
    if not roles or not person:
        raise Unauthenticated(INVALID)
    return Actor(person, name, unit, roles)

"""Who may use a route: the rules that guards apply; a route without one keeps the service from starting."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gongkai.actor import Actor, Role
from gongkai.edge_refusals import EdgeRefusal
from gongkai.refusals import Ground

MEBIBYTE: Final = 1024 * 1024
ANY_METHOD: Final = "*"


class GuardKind(StrEnum):
    """Which proof a route asks for."""

    public = "public"
    staff = "staff"
    signed = "signed"
    ops = "ops"


class Takes(StrEnum):
    """What a route accepts as a body: strict JSON, a form of a page, or bytes that the endpoint itself examines.

    `stream` is not read by the guard: the endpoint takes it piece by piece, cut off where it outgrows the rule.
    """

    json = "json"
    form = "form"
    raw = "raw"
    stream = "stream"


@dataclass(frozen=True, slots=True)
class Guard:
    """The guard of one route. `takes=None` means JSON under `/api/`, a form elsewhere."""

    kind: GuardKind
    roles: frozenset[Role] = frozenset()
    takes: Takes | None = None
    largest: int = MEBIBYTE

    def admits(self, actor: Actor) -> bool:
        """Whether this member of staff may come in; a rule without roles admits any staff."""
        return actor.is_staff and (not self.roles or actor.has(*self.roles))


class RoleMissing(EdgeRefusal):
    """The person is known, but has none of the roles that this route asks for."""

    code = "role-missing"
    ground = Ground.forbidden


class ForeignOrigin(EdgeRefusal):
    """A form or script of another site tried to act with the session of a member of staff."""

    code = "foreign-origin"
    ground = Ground.forbidden


def public(*, takes: Takes | None = None, largest: int = MEBIBYTE) -> Guard:
    """Anybody; the actor is a citizen."""
    return Guard(GuardKind.public, takes=takes, largest=largest)


def staff(*roles: Role | str, takes: Takes | None = None, largest: int = MEBIBYTE) -> Guard:
    """Staff with one of these roles; without roles any staff."""
    return Guard(GuardKind.staff, frozenset(Role(role) for role in roles), takes, largest)


def signed(*, largest: int = MEBIBYTE) -> Guard:
    """Another system: the endpoint verifies the signature over the raw body before it reads it."""
    return Guard(GuardKind.signed, takes=Takes.raw, largest=largest)


def ops() -> Guard:
    """Probes and figures for the platform, without a token: refused to requests that come through the ingress."""
    return Guard(GuardKind.ops)

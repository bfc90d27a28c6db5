"""A menu leads nobody to a door that stays shut: its roles agree with the guards."""

import pytest

from gongkai.actor import Actor, Role
from gongkai.desk.navigation import HOMES
from gongkai.http.access import Guard, GuardKind
from gongkai.mounts.application import guards_of, navigation
from gongkai.runtime.installed import all_services
from gongkai.runtime.service import Menu

RULES = {
    path: rule for service in all_services() for (method, path), rule in guards_of(service).items() if method == "GET"
}
MENU = sorted((entry for service in all_services() for entry in service.menu), key=lambda entry: entry.place)
STAFF = [(entry.section, entry) for entry in MENU if entry.section in ("desk", "ops")]
entries = navigation().entries


def person(*roles: Role) -> Actor:
    return Actor(id="somebody", name="某人", unit="pudong", roles=frozenset(roles))


@pytest.mark.parametrize(("section", "entry"), STAFF, ids=[f"{section} {entry.path}" for section, entry in STAFF])
def test_f4_whoever_sees_an_entry_is_let_in(section: str, entry: Menu) -> None:
    rule: Guard = RULES[entry.path]
    assert rule.kind is GuardKind.staff
    home = RULES[HOMES[section]]
    seen_by = [role for role in Role if home.admits(person(role)) and entry.admits(person(role))]
    assert [role for role in seen_by if not rule.admits(person(role))] == []
    assert seen_by


def test_f4_everybody_at_the_desk_has_a_short_menu() -> None:
    """What is not in the group behind the others has to fit beside each other on a telephone."""
    for role in Role:
        shown = [entry for entry in entries("desk", person(role)) if not entry.more]
        assert 4 <= len(shown) <= 5


def test_f4_each_role_sees_its_own_work() -> None:
    seen = {role: {entry.path for entry in entries("desk", person(role))} for role in Role}
    assert "/desk/dispatch" in seen[Role.office]
    assert "/desk/dispatch" not in seen[Role.clerk]
    assert "/desk/hotline/deliveries" in seen[Role.ops]
    assert "/desk/hotline/deliveries" not in seen[Role.head]
    assert "/desk/tickets" not in seen[Role.ops]
    assert "/desk/review-rules" in seen[Role.secrecy]


def test_f6_citizens_have_one_menu() -> None:
    assert [
        entry
        for entry in MENU
        if entry.section == "citizen" and (entry.roles or RULES[entry.path].kind is not GuardKind.public)
    ] == []
    assert list(entries("citizen", None)) == [entry for entry in MENU if entry.section == "citizen"]

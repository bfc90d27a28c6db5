"""The units, districts and demonstration people hang together (docs/facts.md §6)."""

from datetime import date

import pytest

from gongkai.actor import Actor, Role
from gongkai.organisation.districts import district_of, districts
from gongkai.organisation.units import UnitKind, UnitUnknown, members, name_of, responsible_for, unit, units
from gongkai_dev.demo.people import demo_people, people


def test_the_sixteen_districts_have_their_bureaus() -> None:
    assert len(districts()) == 16
    assert {unit(district.unit).district for district in districts().values()} == set(districts())
    assert len(members("district_bureaus")) == 17  # and 临港新片区


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("浦东新区", "310115"),
        ("浦东", "310115"),
        ("上海市浦东新区", "310115"),
        ("南汇区", "310115"),
        ("卢湾", "310101"),
        ("闸北区", "310106"),
        ("崇明县", "310151"),
        ("310104", "310104"),
    ],
)
def test_a_district_is_known_by_any_name_it_had(words: str, code: str) -> None:
    found = district_of(words)
    assert found is not None
    assert found.code == code


def test_what_is_no_district_is_none() -> None:
    assert district_of("苏州市") is None


def test_every_section_of_the_notice_has_somebody_responsible() -> None:
    assert all(responsible_for(section) for section in range(1, 16))
    assert {one.code for one in responsible_for(6)} == {"registration"}


def test_a_group_is_no_unit() -> None:
    with pytest.raises(UnitUnknown):
        unit("business_divisions")
    with pytest.raises(UnitUnknown):
        unit("nowhere")
    assert name_of("nowhere") == "nowhere"
    assert all(one.group in units() for one in units().values() if one.group)


def test_a_unit_is_there_from_its_first_to_its_last_day() -> None:
    office = unit("office")
    assert office.is_there(office.valid_from)
    assert not office.is_there(date(2017, 12, 31))


def test_everybody_works_in_a_unit_and_every_role_is_taken() -> None:
    assert all(unit(person.unit).kind is not UnitKind.group for person in people())
    assert {role for person in people() for role in person.roles} == set(Role)
    assert len({person.id for person in people()}) == len(people())
    for code in ("office", "complaints", "registration", "pudong"):
        assert {role for actor in demo_people() if actor.unit == code for role in actor.roles} >= {"clerk", "head"}


def test_who_sees_all_units() -> None:
    by_role = {next(iter(actor.roles)): actor for actor in demo_people()}
    assert by_role[Role.office].only_unit is None
    assert by_role[Role.auditor].only_unit is None
    assert by_role[Role.head].only_unit == by_role[Role.head].unit
    assert not Actor.citizen().is_staff

"""Fixtures by room: the unit tests are pure and do without these (`--confcutdir=tests/unit` leaves them out)."""

pytest_plugins = ["tests.fixtures", "tests.kafka_fixture", "tests.chromium_fixture"]

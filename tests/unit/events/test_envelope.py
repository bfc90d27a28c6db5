"""Events survive the journey, say nothing personal, and a reader of another version is neither broken nor fooled."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gongkai.events.catalogue import EVENTS, TOPICS, decode
from gongkai.events.envelope import Envelope, Event, Undecodable, topic_of
from gongkai.events.record import Record
from gongkai.events.ticket import TicketUrged

AGGREGATE = UUID("01890000-0000-7000-8000-000000000001")
URGED = TicketUrged(
    aggregate_id=AGGREGATE, version=3, ref="GD-1", unit="complaints", state="handling", order_no="O-1", times_urged=2
)
SENT_AT = datetime(2024, 9, 30, 2, 0, tzinfo=UTC)
ENVELOPE = Envelope.around(URGED, id=AGGREGATE, source="/ticket-service", time=SENT_AT)


def test_f1_an_event_survives_the_journey() -> None:
    arrived = decode(Envelope.from_record(ENVELOPE.to_record()))
    assert arrived == URGED


@given(
    st.uuids(),
    st.integers(0, 2**53),
    st.datetimes(timezones=st.just(UTC)),
    st.sampled_from([None, "00-" + "a" * 32 + "-" + "b" * 16 + "-01"]),
    st.binary(max_size=200),
)
def test_f1_the_codec_loses_nothing(
    id: UUID, sequence: int, time: datetime, traceparent: str | None, data: bytes
) -> None:
    sent = Envelope(
        id=id,
        source="/policy-service",
        type="gongkai.policy.published.v1",
        subject=AGGREGATE,
        time=time,
        sequence=sequence,
        traceparent=traceparent,
        data=data,
    )
    assert Envelope.from_record(sent.to_record()) == sent


def test_f1_an_event_travels_on_the_topic_of_its_service_under_its_aggregate() -> None:
    record = ENVELOPE.to_record()
    assert (record.topic, record.key) == ("gongkai.ticket", str(AGGREGATE).encode())
    assert {topic_of(kind) for kind in EVENTS} == set(TOPICS)


def test_f1_a_type_of_a_later_version_is_passed_over() -> None:
    later = Envelope.around(URGED, id=AGGREGATE, source="/ticket-service", time=SENT_AT)
    unknown = Record(
        "gongkai.ticket",
        b"k",
        tuple(
            (name, b"gongkai.ticket.sung.v9" if name == "ce_type" else value)
            for name, value in later.to_record().headers
        ),
        b"{}",
    )
    assert decode(Envelope.from_record(unknown)) is None


def test_f1_a_consumer_ignores_a_field_that_it_does_not_know() -> None:
    data = ENVELOPE.data[:-1] + b',"mood":"fine"}'
    record = ENVELOPE.to_record()
    arrived = decode(Envelope.from_record(Record(record.topic, record.key, record.headers, data)))
    assert arrived == URGED


def test_f1_a_producer_may_not_add_what_the_schema_lacks() -> None:
    with pytest.raises(ValidationError):
        TicketUrged(aggregate_id=AGGREGATE, version=3, state="handling", order_no="O-1", times_urged=2, mood="fine")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "missing", ["ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_sequence", "ce_specversion"]
)
def test_f1_a_record_without_an_attribute_names_the_attribute(missing: str) -> None:
    record = ENVELOPE.to_record()
    headers = tuple(header for header in record.headers if header[0] != missing)
    with pytest.raises(Undecodable, match=missing):
        Envelope.from_record(Record(record.topic, record.key, headers, record.value))


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"null", b'{"times_urged":"many"}', b"\xff"])
def test_f1_data_that_is_no_event_is_undecodable(data: bytes) -> None:
    record = ENVELOPE.to_record()
    with pytest.raises(Undecodable):
        decode(Envelope.from_record(Record(record.topic, record.key, record.headers, data)))


PRIVATE = {"name", "phone", "content", "question", "answer", "email", "citizen", "address", "id_number"}


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_f1_no_event_has_a_field_for_personal_data(kind: str) -> None:
    assert not PRIVATE & EVENTS[kind].model_fields.keys()


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_f1_every_event_says_in_its_docstring_what_happened(kind: str) -> None:
    assert (EVENTS[kind].__doc__ or "") not in ("", Event.__doc__)

"""A fact and the CloudEvents 1.0 envelope in which it travels (binary mode: attributes are headers, data is JSON)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gongkai.events.record import Record

CONTENT_TYPE = b"application/json"


class Undecodable(ValueError):
    """The record is not a CloudEvent that this suite can read."""


class ClockFact(BaseModel):
    """The whole state of one clock, so that whoever warns needs to know nothing else about its owner."""

    model_config = ConfigDict(frozen=True)

    code: str = Field(description="Which limit: first_contact, finish, reply …")
    title: str = Field(description="The limit's name in Chinese")
    cycle: int = Field(description="Grows by one each time the clock is started anew")
    state: str = Field(description="running | paused | met | cancelled")
    limit_n: int = Field(description="How many units the limit has")
    limit_unit: str = Field(description="working_days | calendar_days | hours | fixed_date")
    received_on: date = Field(description="Shanghai day of receipt, not counted")
    started_at: datetime
    due_on: date = Field(description="Last Shanghai day within the limit")
    due_at: datetime = Field(description="The instant at which the limit has passed: 24:00 of due_on")
    certainty: str = Field(description="final | provisional (the calendar of that year is not announced)")
    calendar_version: str


class Event(BaseModel):
    """Something that happened to one aggregate. Ids, states, units and dates only: never personal data."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: ClassVar[str]

    aggregate_id: UUID = Field(exclude=True, description="CloudEvents subject and Kafka key")
    version: int = Field(exclude=True, description="CloudEvents sequence: the aggregate's version after the change")
    ref: str = Field(default="", description="The number a person would say: ticket, receipt or document number")
    unit: str = Field(default="", description="Code of the unit that owes the next step")
    desk_path: str = Field(default="", description="The page on which staff act on it")
    clocks: tuple[ClockFact, ...] = Field(default=(), description="All clocks of the aggregate, each in full")


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One event on its way: the CloudEvents attributes and the data as JSON bytes."""

    id: UUID
    source: str
    type: str
    subject: UUID
    time: datetime
    sequence: int
    traceparent: str | None = None
    data: bytes

    @classmethod
    def around(cls, event: Event, *, id: UUID, source: str, time: datetime, traceparent: str | None = None) -> Self:
        """Seal an event for the outbox."""
        return cls(
            id=id,
            source=source,
            type=event.type,
            subject=event.aggregate_id,
            time=time,
            sequence=event.version,
            traceparent=traceparent,
            data=event.model_dump_json().encode(),
        )

    @property
    def topic(self) -> str:
        """`gongkai.ticket` for `gongkai.ticket.received.v1`."""
        return topic_of(self.type)

    def to_record(self) -> Record:
        """The Kafka record: `ce_` headers, the subject as key, the data as value."""
        headers = [
            ("ce_specversion", b"1.0"),
            ("ce_id", str(self.id).encode()),
            ("ce_source", self.source.encode()),
            ("ce_type", self.type.encode()),
            ("ce_subject", str(self.subject).encode()),
            ("ce_time", self.time.astimezone(UTC).isoformat().replace("+00:00", "Z").encode()),
            ("ce_sequence", str(self.sequence).encode()),
            ("content-type", CONTENT_TYPE),
        ]
        if self.traceparent:
            headers.append(("ce_traceparent", self.traceparent.encode()))
        return Record(topic=self.topic, key=str(self.subject).encode(), headers=tuple(headers), value=self.data)

    @classmethod
    def from_record(cls, record: Record) -> Self:
        """Read a record back; raises `Undecodable` and says which attribute is at fault, never its value."""
        headers = {name.lower(): value for name, value in record.headers}
        if headers.get("ce_specversion") != b"1.0":
            raise Undecodable("ce_specversion")
        traceparent = headers.get("ce_traceparent")
        reading = "?"
        try:
            return cls(
                id=UUID(headers[reading := "ce_id"].decode()),
                source=headers[reading := "ce_source"].decode(),
                type=headers[reading := "ce_type"].decode(),
                subject=UUID(headers[reading := "ce_subject"].decode()),
                time=datetime.fromisoformat(headers[reading := "ce_time"].decode()).astimezone(UTC),
                sequence=int(headers[reading := "ce_sequence"]),
                traceparent=traceparent.decode("ascii", "replace") if traceparent else None,
                data=record.value,
            )
        except (KeyError, ValueError) as error:
            raise Undecodable(reading) from error


def topic_of(event_type: str) -> str:
    """The topic on which a type travels: its first two words."""
    return ".".join(event_type.split(".", 2)[:2])

"""A record: the bytes of one message on a topic, and the place at which a consumer read it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One message as it travels. Records of one key in one topic keep their order."""

    topic: str
    key: bytes
    headers: tuple[tuple[str, bytes], ...]
    value: bytes


@dataclass(frozen=True, slots=True)
class ReceivedRecord:
    """A record as a consumer reads it, with its partition and offset."""

    record: Record
    partition: int
    offset: int

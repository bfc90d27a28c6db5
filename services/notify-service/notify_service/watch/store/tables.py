"""Tables of the kernel: watched limits and their alarms; each feature adds its own to the same metadata."""

from sqlalchemy import Column, Date, Index, Integer, String, Table, Uuid

from gongkai.database.columns import Instant, new_metadata

metadata = new_metadata()

watch = Table(
    "watch",
    metadata,
    Column("subject_id", Uuid, primary_key=True),
    Column("clock", String(40), primary_key=True),
    Column("cycle", Integer, nullable=False),
    Column("title", String(80), nullable=False),
    Column("service", String(20), nullable=False),
    Column("ref", String(80), nullable=False),
    Column("unit", String(40), nullable=False),
    Column("desk_path", String(200), nullable=False),
    Column("state", String(12), nullable=False),
    Column("limit_n", Integer, nullable=False),
    Column("limit_unit", String(16), nullable=False),
    Column("received_on", Date, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("certainty", String(12), nullable=False),
    Column("calendar_version", String(80), nullable=False),
)
OPEN = watch.c.state.in_(("running", "paused"))
ORDER = (watch.c.due_at, watch.c.subject_id, watch.c.clock)
Index("ix_watch_open", *ORDER, postgresql_where=OPEN)
Index("ix_watch_open_unit", watch.c.unit, *ORDER, postgresql_where=OPEN)
Index("ix_watch_open_service", watch.c.service, *ORDER, postgresql_where=OPEN)
Index("ix_watch_paused", *ORDER, postgresql_where=watch.c.state == "paused")
Index("ix_watch_provisional", *ORDER, postgresql_where=OPEN & (watch.c.certainty == "provisional"))

alarm = Table(
    "alarm",
    metadata,
    Column("subject_id", Uuid, primary_key=True),
    Column("clock", String(40), primary_key=True),
    Column("stage", String(20), primary_key=True),
    Column("cycle", Integer, primary_key=True),
    Column("due_on", Date, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("settled_at", Instant),
)
Index("ix_alarm_pending", alarm.c.due_at, postgresql_where=alarm.c.state == "pending")

"""Structured logs without personal data: named fields only, exceptions as type and place, never their words."""

import logging
import sys
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, Processor

from gongkai.observability.tracing import current_traceparent

FRAMES: Final = 25
FIELDS: Final = frozenset(
    """
    delivery endpoint kind state
    event level at logger service request_id traceparent
    method route status ms code ground ids id type subject aggregate sequence source
    topic group partition offset shard lag records waiting outcome attempt attempts seconds oldest
    day ours theirs found gone
    timer rows stage channel limit clock unit role act seq head broken
    version calendar_version certainty revision database
    host port pid signal part count changed sha256 error stack cause dropped
    """.split()  # noqa: SIM905 - a list of names is read more easily as words
)
"""What may be logged. Anything else is dropped and named in `dropped`: add a field here only if it can never hold
what a person wrote or is."""

Write = Callable[[str], object]


def configure_logs(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Write one JSON object per line, our own events and those of the libraries alike."""
    out = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        without_words,
        with_thread,
        only_named_fields,
    ]
    line = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, line],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[template_only, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, line],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(number, logging.WARNING))


def request_sink() -> Write | None:
    """Where the lines of requests go; `None` when such lines are not wanted."""
    factory = structlog.get_config()["logger_factory"]
    if not isinstance(factory, structlog.WriteLoggerFactory) or not structlog.get_logger().is_enabled_for(logging.INFO):
        return None
    return factory().msg


def only_named_fields(logger: object, name: str, event: EventDict) -> EventDict:
    """Keep what may be logged; say what was dropped."""
    unknown = event.keys() - FIELDS
    if unknown:
        for field in unknown:
            if not field.startswith("_"):
                event.setdefault("dropped", []).append(field)
                del event[field]
        if "dropped" in event:
            event["dropped"].sort()
    return event


def with_thread(logger: object, name: str, event: EventDict) -> EventDict:
    """Add the trace id of the running request or event."""
    if traceparent := current_traceparent():
        event.setdefault("request_id", traceparent[3:35])
    return event


def without_words(logger: object, name: str, event: EventDict) -> EventDict:
    """Replace an exception by its type, its cause's type and where it happened: messages may quote a person's data."""
    found = event.pop("exc_info", None)
    if found in (None, False):
        return event
    error = _exception(found)
    if error is not None:
        event.update(told(error))
    return event


def told(error: BaseException) -> dict[str, Any]:
    """What may be said about an exception."""
    told: dict[str, Any] = {"error": _name(error), "stack": _places(error.__traceback__)}
    cause = error.__cause__ or error.__context__
    if cause is not None:
        told["cause"] = _name(cause)
        told["stack"] += ["caused by", *_places(cause.__traceback__)]
    return told


def template_only(logger: object, name: str, event: EventDict) -> EventDict:
    """Of a library's log record keep the message's template and leave out what was filled in."""
    record: logging.LogRecord = event["_record"]
    event["event"] = str(record.msg)[:200] if not record.exc_info else "library_error"
    event["logger"] = record.name
    event.setdefault("exc_info", record.exc_info)
    return event


def _exception(found: Any) -> BaseException | None:
    if isinstance(found, BaseException):
        return found
    if isinstance(found, tuple):
        error: BaseException | None = found[1]
        return error
    return sys.exc_info()[1]


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(file: str) -> str:
    return file.rsplit("site-packages/", 1)[-1].rsplit("shared/", 1)[-1].rsplit("services/", 1)[-1]

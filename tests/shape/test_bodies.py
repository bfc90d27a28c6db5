"""Every text that comes in is bounded and cleaned in one way: as a `Line` or as `Prose`."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from gongkai.fields.body import Body
from gongkai.fields.text import Line
from gongkai.runtime.installed import all_services


def test_f3_no_text_of_a_body_is_taken_as_it_comes() -> None:
    all_services()
    from_the_hotline = [kind for kind in _below(BaseModel) if kind.__name__ == "Given"]
    bodies = {body for kind in (Body, *from_the_hotline) for body in _below(kind) if _is_ours(body)}
    assert len(bodies) > 40
    texts = [(body, name, marks) for body in bodies for name, kind in _kinds(body) for marks in _texts(kind)]
    assert len(texts) > 100
    assert [(body, name) for body, name, marks in texts if not any(isinstance(one, Line) for one in marks)] == []


def _is_ours(body: type[BaseModel]) -> bool:
    """Whether the product has it, and not the development package or a test."""
    return body.__module__.partition(".")[0] == "gongkai" or "_service." in body.__module__


def _below(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def _kinds(body: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    for name, field in body.model_fields.items():
        yield name, Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation


def _texts(kind: Any, marks: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The marks of each `str` in a type."""
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        yield from _texts(inner, (*more, *marks))
    elif kind is str:
        yield marks
    else:
        for one in get_args(kind):
            yield from _texts(one)

"""What the gate says of a text on its way to the public, as REST tells it: places, codes and words, never the text."""

from pydantic import BaseModel, ConfigDict, Field


class _FromAttributes(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class PointView(_FromAttributes):
    """One thing that is wrong or should be looked at: where, a stable code, and words."""

    pointer: str
    code: str
    detail: str


class HeldView(_FromAttributes):
    """A piece that only the secrecy officer lets pass; a clearance is for this digest only."""

    pointer: str
    title: str
    digest: str


class GateView(_FromAttributes):
    """What stands between a text and the public."""

    points: tuple[PointView, ...] = Field(description="Each of them holds it back")
    cautions: tuple[PointView, ...] = Field(description="To be looked at; they do not hold it back")
    held: tuple[HeldView, ...]

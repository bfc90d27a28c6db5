"""The result of examining a file, as the examining process returns it."""

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminedFile:
    """A file that may be kept. `text` is all that a reader could dig out of it, pages separated by form feeds."""

    name: str
    media_type: str
    suffix: str
    size: int
    sha256: str
    text: str = ""
    scanned: bool = False
    """Whether part of it is a picture whose words nobody but a person can read."""

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str | bytes) -> Self:
        """Back again."""
        return cls(**json.loads(line))

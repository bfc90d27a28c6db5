"""What a reader of one kind of file brings back."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a file, pages separated by form feeds, and whether a part of it can only be seen."""

    text: str = ""
    scanned: bool = False

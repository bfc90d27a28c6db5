"""What a citizen typed, word for word; it is kept sealed and opened only for a purpose that is written down."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The words before they were masked, and where the asker may be reached."""

    text: str
    email: str = ""
    reason: str = ""
    comment: str = ""

    def to_json(self) -> str:
        """As it is sealed."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """As it was sealed."""
        return cls(**json.loads(text))

    def with_reason(self, reason: str) -> Self:
        """The asker asked once more."""
        return replace(self, reason=reason)

    def with_comment(self, comment: str) -> Self:
        """The asker said what he thinks of the answer."""
        return replace(self, comment=comment)

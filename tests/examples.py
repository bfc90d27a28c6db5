"""How many examples hypothesis tries: all of them, or, where `EXAMPLES=few`, a tenth for an answer in seconds.

`make test-unit` asks for few, `make test` for all. In CI the examples are the same in each run.
"""

import os
from typing import Final

from hypothesis import settings

USUAL: Final = 100

settings.register_profile("all", max_examples=USUAL, deadline=None, derandomize="CI" in os.environ)
settings.register_profile("few", settings.get_profile("all"), max_examples=USUAL // 10)
settings.load_profile(os.environ.get("EXAMPLES", "all"))

SHARE: Final = settings.default.max_examples / USUAL  # type: ignore[union-attr]


def examples(number: int) -> int:
    """This many, or its tenth: for tests that want more or fewer than the usual number."""
    return max(1, round(number * SHARE))

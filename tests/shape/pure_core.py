"""A pytest plugin that makes databases, brokers and HTTP impossible to import, for the proof that the core is pure."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final

BLOCKED: Final = ("sqlalchemy", "asyncpg", "fastapi", "starlette", "aiokafka", "httpx", "uvicorn", "alembic")


class Blocker(MetaPathFinder):
    """Stands before every other finder and refuses the world outside."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse, or leave it to the next."""
        if fullname.split(".")[0] in BLOCKED:
            raise ImportError(f"{fullname} has no place in the pure core")
        return None


sys.meta_path.insert(0, Blocker())

"""Free ports on this machine's loopback, for parts that are started for a while."""

import socket
from contextlib import ExitStack

TRIES = 100


def free_port(*offsets: int) -> int:
    """A port that is free together with its neighbours at these distances."""
    for _ in range(TRIES):
        with ExitStack() as stack:
            try:
                base = stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
                for offset in offsets:
                    if offset:
                        stack.enter_context(socket.create_server(("127.0.0.1", base + offset)))
            except (OSError, OverflowError):
                continue
            return int(base)
    raise RuntimeError("No free ports on loopback.")

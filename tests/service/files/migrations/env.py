"""How alembic runs this service's numbered files."""

from gongkai.database.migrate import run_env
from gongkai.files.file_index import files_metadata

run_env(files_metadata)

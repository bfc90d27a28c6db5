"""`python -m gongkai` is the command `gongkai`."""

from gongkai.cli.commands import app

app()

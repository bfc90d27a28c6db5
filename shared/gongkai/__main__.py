"""`python -m gongkai` is the command `gongkai`."""

from gongkai.commands import app

app()

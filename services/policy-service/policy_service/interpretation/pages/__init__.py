"""The sheet of an interpretation."""

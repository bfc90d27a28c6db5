"""Acts of the handling unit."""

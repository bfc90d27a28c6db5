"""The watch: a limit that is watched, its stages and its alarms."""

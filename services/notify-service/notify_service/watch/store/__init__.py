"""All SQL about watches and alarms."""

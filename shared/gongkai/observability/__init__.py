"""What those who run the suite can see: logs, metrics and the trace through all services."""

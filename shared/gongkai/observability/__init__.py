"""What those who run the suite can see: logs, figures and the thread through all services."""

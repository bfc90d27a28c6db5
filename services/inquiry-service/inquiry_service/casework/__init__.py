"""The desk of questions. The top of the service; may see every feature."""

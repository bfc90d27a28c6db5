"""The desk of policies. The top of the service; may see every feature."""

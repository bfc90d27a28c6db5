"""The distributed suite on one machine: processes, broker, ingress."""

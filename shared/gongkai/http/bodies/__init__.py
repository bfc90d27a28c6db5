"""Request bodies as they arrive: bounded, strict JSON, uploads, validation errors as points."""

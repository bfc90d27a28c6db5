"""Publication: the gate, editions, schedule, validity, withdrawal, public reading."""

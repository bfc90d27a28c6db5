"""notify-service: watches every legal limit of the suite and warns people in time."""

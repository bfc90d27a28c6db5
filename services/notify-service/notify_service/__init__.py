"""notify-service: watches every legal limit of the suite and tells people in time."""

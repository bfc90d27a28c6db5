"""Working time: the Chinese calendar, legal limits and the clocks that count them. Pure."""

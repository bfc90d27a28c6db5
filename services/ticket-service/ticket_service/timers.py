"""What waits for a time in the ticket service; the whole list, and nothing but the list."""

from gongkai.delivery.courier import DELIVERIES

timers = (DELIVERIES,)

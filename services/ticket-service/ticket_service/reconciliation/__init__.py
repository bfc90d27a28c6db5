"""Daily reconciliation with the hotline's list of open orders."""

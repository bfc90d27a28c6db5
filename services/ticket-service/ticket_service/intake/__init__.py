"""Intake of the hotline's messages: verified, kept, applied once, answered with a receipt."""

"""The webhook of the hotline."""

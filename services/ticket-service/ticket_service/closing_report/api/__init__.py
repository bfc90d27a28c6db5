"""Closing report and its template over REST."""

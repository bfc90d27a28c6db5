"""Consultations (我要咨询): asked of the bureau, or answered on the spot."""

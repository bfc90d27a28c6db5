"""Inquiries: citizens ask under a policy, the drafting unit answers within five working days."""

"""Review before the public (§10), wired: lists in the database, clearances, the seal on originals, unmasking on record.

The judging itself is `gongkai.privacy`, which knows nothing but texts.
"""

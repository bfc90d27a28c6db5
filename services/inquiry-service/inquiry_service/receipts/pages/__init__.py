"""The citizen's status page and the asking forms."""

"""Filing, clearing, signing and sending the report."""

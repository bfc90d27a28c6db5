"""Rules of extensions (延期) and returns (退单)."""

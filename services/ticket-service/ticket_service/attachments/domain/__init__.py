"""Case files and incoming files."""

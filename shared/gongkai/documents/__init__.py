"""Pure examiners of files: what a document is, what it hides, and what can be read in it."""

"""Word import: a .docx or an official document on paper read as a policy."""

"""What every edit of a dossier does."""

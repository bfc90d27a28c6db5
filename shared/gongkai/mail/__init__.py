"""Mail to one person: its tries and the SMTP server."""

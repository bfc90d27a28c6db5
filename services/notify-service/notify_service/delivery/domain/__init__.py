"""Recipients, deliveries and mails."""

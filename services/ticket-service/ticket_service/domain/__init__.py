"""The rules of hotline tickets, as values: no database, no HTTP, no clock on the wall."""

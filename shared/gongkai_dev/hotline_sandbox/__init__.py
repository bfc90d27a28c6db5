"""A hotline to develop and test against, with faults on demand."""

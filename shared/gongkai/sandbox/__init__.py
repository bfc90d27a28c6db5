"""The other side of the telephone: a hotline to develop and test against, with faults on demand."""

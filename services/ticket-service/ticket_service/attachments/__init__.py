"""Attachments: files of an order and of its case."""

"""Rows that keep their history: written in bulk, read as of one position."""

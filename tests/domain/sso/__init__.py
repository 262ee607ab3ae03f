"""Providers of identities."""

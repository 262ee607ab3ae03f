"""Hashing what was recorded, and signing how far it has come."""

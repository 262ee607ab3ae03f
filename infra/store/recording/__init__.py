"""Saving: one round trip, the position, the stamp and the first answer of a keyed request."""

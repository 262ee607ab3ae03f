"""Organizations and offices."""

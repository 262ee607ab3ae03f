"""Partners who join."""

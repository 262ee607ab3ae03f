"""Read models: pure functions, and the same rows in PostgreSQL."""

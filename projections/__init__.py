"""What the log says: pure functions from recorded event to row changes, and queries over rows."""

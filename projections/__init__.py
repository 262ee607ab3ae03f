"""What the log says: pure functions from event to rows, and the questions asked of those rows."""

"""An event as bytes and back: topics, state, envelope, a row of the log."""

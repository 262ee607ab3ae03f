"""One example of every message, by family."""

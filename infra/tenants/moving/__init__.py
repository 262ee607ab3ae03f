"""A tenant moved to another host, whole: what leaves, what is checked, what is received."""

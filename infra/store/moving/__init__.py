"""A tenant moved: all of it read, written into an empty schema, its doors shut and opened."""

"""Register organizations and say who holds which office."""

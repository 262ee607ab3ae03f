"""The organizations of a département and who holds which office in them, day by day."""

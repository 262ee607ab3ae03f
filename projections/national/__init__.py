"""Rows of all départements side by side: each carries its tenant."""

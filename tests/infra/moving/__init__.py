"""A département that changes its host."""

"""Use cases and rights."""

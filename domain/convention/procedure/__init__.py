"""The way of an act: review, freeze, signature, end, and back to a working copy."""

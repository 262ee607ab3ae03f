"""Measures as ratios to a plain INSERT (or COPY) in the same round; see `__main__`."""

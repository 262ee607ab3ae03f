"""`pacte compare` and `pacte import`."""

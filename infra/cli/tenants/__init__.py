"""`pacte tenant` and `pacte sso`."""

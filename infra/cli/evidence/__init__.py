"""`pacte audit`: what leaves the host so that others can check it."""

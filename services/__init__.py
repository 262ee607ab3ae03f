"""What people may ask: one use case per function. Check rights, load, act, save."""

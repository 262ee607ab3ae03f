"""What a convention is and what may happen to it: aggregates, events, values, rules. Pure."""

"""What happens after the fact: follow the log, keep rows up to date, notify."""

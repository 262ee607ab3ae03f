"""The audit bundle: all that a stranger needs to check a log, in one folder."""

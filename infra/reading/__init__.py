"""What is read of a log, by API and terminal: comparisons, replays, an event, a dry run."""

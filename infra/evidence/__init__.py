"""The keys that sign what leaves the host as evidence."""

"""The keys of evidence."""

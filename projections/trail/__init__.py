"""Who did what, when and why: a French sentence for every event."""

"""What may be asked of one convention, or of many: what they hold, how they stood."""

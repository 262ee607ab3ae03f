"""One file a line of « Shown by »."""

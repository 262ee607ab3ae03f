"""What enters: strict fields, keys, versions, cursors."""

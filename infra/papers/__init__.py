"""What leaves as a file: sheets, and papers set by typst."""

"""Who is told what, in which words, and how each mail's outcome is kept."""

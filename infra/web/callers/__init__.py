"""Who is asking, what of people may be named, and who looked."""

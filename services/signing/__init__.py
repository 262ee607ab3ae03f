"""Open a signature round; sign or refuse in it."""

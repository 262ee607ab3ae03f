"""The trees of a tenant: hashes of its events and of its looks, and what was signed of them."""

"""The way in by HTTP: errors, identities, idempotency, strict fields, and one file per family."""

"""The life of a tenant, and what its owner's jobs do."""

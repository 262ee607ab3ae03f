"""Members of a tenant: roles, mandates, tokens."""

"""Who belongs to a tenant, in which roles, under which mandates, with which tokens."""

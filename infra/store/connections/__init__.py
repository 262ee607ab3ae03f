"""One pool for all tenants: connections that know their role, and the names in SQL."""

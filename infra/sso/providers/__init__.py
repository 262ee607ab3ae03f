"""The providers that are configured, with their secrets."""

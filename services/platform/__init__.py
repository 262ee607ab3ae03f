"""Declare tenants; publish the national framework and the rules of each kind."""

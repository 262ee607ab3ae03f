"""A true OpenID provider for the demo and for tests: loopback only, its accounts are personas."""

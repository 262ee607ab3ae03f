"""Signing in without a provider of identities: a link that is asked for, a code that is typed."""

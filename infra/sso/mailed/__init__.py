"""Who has no provider of identities proves who they are by a code sent to their address."""

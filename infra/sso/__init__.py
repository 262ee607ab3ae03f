"""Who a person is, said by an OpenID provider: providers, tokens, sessions. It grants nothing."""

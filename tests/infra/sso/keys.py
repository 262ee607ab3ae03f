"""Keys of the tests, made once a run: making one is slow."""

from joserfc.jwk import ECKey, RSAKey

RSA = RSAKey.generate_key(2048, auto_kid=True)
# The same name as the true one, and not the key.
IMPOSTOR = RSAKey.import_key(
    RSAKey.generate_key(2048).as_dict(private=True) | {"kid": str(RSA.kid)}
)
NEXT = RSAKey.generate_key(2048, auto_kid=True)
EC = ECKey.generate_key("P-256", auto_kid=True)
IMPOSTOR_EC = ECKey.import_key(
    ECKey.generate_key("P-256").as_dict(private=True) | {"kid": str(EC.kid)}
)

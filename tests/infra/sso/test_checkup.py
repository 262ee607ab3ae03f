"""What is said of a provider before anybody depends on it, and of the secret it needs."""

from pathlib import Path

import pytest

from infra.sso.providers.checkup import checkup
from infra.sso.providers.secrets import Secrets
from infra.sso.refusals import SignInRefused
from tests.infra.sso.forging import Forger
from tests.infra.sso.living import Local


def wrong(forger: Forger, secrets: Secrets, **provider: object) -> set[str]:
    checks = checkup(forger.provider(**provider), secrets)
    assert all(check.words for check in checks)
    assert not any("a-secret-of-the-tests" in check.words for check in checks)
    return {check.code for check in checks if not check.ok}


def test_all_is_well(local: Local, forger: Forger, secrets: Secrets) -> None:
    assert wrong(forger, secrets) == set()
    checks = checkup(local.provider, secrets)
    assert all(check.ok for check in checks)
    assert [check.code for check in checks] == [
        "discovery", "issuer", "endpoints", "keys", "pkce", "code", "auth-method", "algorithms",
        "signed-userinfo", "end-session", "secret",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("metadata", "found"),
    [
        ({"issuer": "http://127.0.0.1:1"}, {"issuer"}),
        ({"token_endpoint": "http://8.8.8.8/"}, set()),
        ({"token_endpoint": "ftp://127.0.0.1/"}, {"endpoints"}),
        ({"token_endpoint": None}, {"endpoints"}),
        ({"jwks_uri": "http://127.0.0.1:9/"}, {"keys"}),
        ({"jwks_uri": None}, {"endpoints", "keys"}),
        ({"code_challenge_methods_supported": ["plain"]}, {"pkce"}),
        ({"code_challenge_methods_supported": None}, set()),
        ({"code_challenge_methods_supported": "S256"}, {"pkce"}),
        ({"response_types_supported": ["token"]}, {"code"}),
        ({"token_endpoint_auth_methods_supported": ["client_secret_basic"]}, {"auth-method"}),
        ({"id_token_signing_alg_values_supported": ["HS256"]}, {"algorithms"}),
        ({"userinfo_signing_alg_values_supported": []}, {"signed-userinfo"}),
        ({"end_session_endpoint": None}, {"end-session"}),
    ],
)
def test_what_is_wrong_is_named(
    forger: Forger, secrets: Secrets, metadata: dict[str, object], found: set[str]
) -> None:
    forger.metadata = metadata
    assert wrong(forger, secrets) == found


def test_a_provider_that_is_not_there(forger: Forger, secrets: Secrets) -> None:
    assert wrong(forger, secrets, issuer="http://127.0.0.1:9") == {"discovery"}
    assert wrong(forger, secrets, issuer="https://10.0.0.1", loopback=False) == {"discovery"}
    assert wrong(forger, secrets, issuer="http://10.0.0.1") == {"discovery"}


def test_a_secret_of_the_wrong_kind(forger: Forger, secrets: Secrets) -> None:
    assert wrong(forger, secrets, auth_method="private_key_jwt") == {"secret"}
    assert wrong(forger, secrets, client_ref="absent") == {"secret"}


def test_a_secret_is_read_without_its_last_line_end(secrets: Secrets) -> None:
    assert secrets.read("forge") == "a-secret-of-the-tests"


@pytest.mark.parametrize(
    "ref",
    ["", ".", "..", "../secrets/forge", "/etc/passwd", ".hidden", "a/b", "a\x00b", "é", "absent"],
)
def test_a_name_that_leads_elsewhere(secrets: Secrets, ref: str) -> None:
    (secrets.folder / ".hidden").write_text("x")
    with pytest.raises(SignInRefused):
        secrets.read(ref)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o666])
def test_a_secret_that_others_may_read(secrets: Secrets, mode: int) -> None:
    (secrets.folder / "forge").chmod(mode)
    with pytest.raises(SignInRefused) as refused:
        secrets.read("forge")
    assert refused.value.cause == "secret-exposed"


@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe"])
def test_a_secret_that_is_none(secrets: Secrets, content: bytes) -> None:
    (secrets.folder / "forge").write_bytes(content)
    with pytest.raises(SignInRefused) as refused:
        secrets.read("forge")
    assert "secret" in refused.value.cause


def test_a_folder_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(SignInRefused):
        Secrets(tmp_path).read("folder")

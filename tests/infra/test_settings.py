from dataclasses import fields, replace
from pathlib import Path

import pytest

from infra.settings import SettingRefused, Settings

GIVEN = {
    "PACTE_HOME": "/srv/pacte",
    "DATABASE_URL": "postgresql://app:x@h/db",
    "DATABASE_OWNER_URL": "postgresql://owner:y@h/db",
    "REDIS_URL": "redis://h/1",
    "PACTE_PUBLIC_URL": "https://pacte.example.fr",
    "PACTE_LISTEN": "127.0.0.1:9000",
    "PACTE_SECRET_KEY": "s3cret",
    "SMTP_URL": "smtp://h:25",
    "PACTE_SSO_SECRETS": "/run/secrets/pacte",
    "PACTE_PG_BIN": "/usr/lib/postgresql/17/bin",
    "PACTE_ENGINE": "citus",
    "PACTE_DEMO": "1",
    "PACTE_PROXIES": "2",
    "PACTE_SKIN": "/srv/skin",
    "PACTE_TSA_URL": "https://horodatage.exemple.fr/tsa",
    "PACTE_TSA_CERTIFICATES": "/etc/pacte/tsa.pem",
    "PACTE_LOG_LEVEL": "DEBUG",
}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    return Settings.from_environ()


def test_a_child_reads_back_what_its_parent_knew(
    given: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in GIVEN:
        monkeypatch.delenv(name)
    for name, value in given.for_children().items():
        monkeypatch.setenv(name, value)
    assert Settings.from_environ() == given
    empty = Settings(home=given.home)
    assert not [f.name for f in fields(given) if f.name != "home" and same(given, empty, f.name)]


def same(one: Settings, other: Settings, name: str) -> bool:
    return bool(getattr(one, name) == getattr(other, name))


def test_serving_processes_do_not_get_the_owner(given: Settings) -> None:
    assert "DATABASE_OWNER_URL" not in given.without_owner().for_children()


def test_secrets_are_not_shown(given: Settings) -> None:
    shown = repr(given)
    assert not [word for word in ("s3cret", "app:x", "owner:y") if word in shown]


def test_any_value_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("PACTE_SECRET_KEY_FILE", str(tmp_path / "key"))
    assert Settings.from_environ().secret_key == "from a file"
    monkeypatch.setenv("PACTE_SECRET_KEY_FILE", str(tmp_path / "absent"))
    with pytest.raises(SettingRefused, match="PACTE_SECRET_KEY_FILE"):
        Settings.from_environ()


MALFORMED = [
    ("DATABASE_URL", "garbage"),
    ("DATABASE_URL", "postgresql://app:s3cret@h:abc/db"),
    ("DATABASE_URL", "postgresql://app:s3cret@h:99999/db"),
    ("DATABASE_URL", "postgresql://app:s3cret@h"),
    ("DATABASE_URL", "postgresql://h/db"),
    ("DATABASE_URL", "postgresql://app:s3cret@/db"),
    ("DATABASE_OWNER_URL", "postgresql://owner:s3cret@h"),
    ("PACTE_TSA_URL", "garbage"),
    ("PACTE_TSA_URL", "http://horodatage.exemple.fr/tsa"),
    ("PACTE_TSA_URL", "ftp://127.0.0.1/tsa"),
    ("REDIS_URL", "garbage"),
    ("REDIS_URL", "redis://"),
    ("REDIS_URL", "redis://:s3cret@h:abc"),
    ("REDIS_URL", "redis://:s3cret@h:99999"),
    ("SMTP_URL", "garbage"),
    ("SMTP_URL", "smtp://u:s3cret@h:abc"),
    ("SMTP_URL", "smtp://u:s3cret@h:0"),
    ("SMTP_URL", "http://h"),
    ("SMTP_URL", "smtp://[h"),
]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PACTE_ENGINE", "mysql"),
        ("PACTE_DEMO", "maybe"),
        ("PACTE_LISTEN", "8000"),
        ("PACTE_LISTEN", "127.0.0.1:99999"),
        ("PACTE_LISTEN", "127.0.0.1:0"),
        ("PACTE_LISTEN", "127.0.0.1:²"),
        ("PACTE_PROXIES", "-1"),
        ("PACTE_PROXIES", "all"),
        ("PACTE_LOG_LEVEL", "verbose"),
        ("PACTE_PUBLIC_URL", "pacte.exemple.fr"),
        *MALFORMED,
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingRefused, match=name) as refused:
        Settings.from_environ()
    assert "s3cret" not in refused.value.message


def test_an_authority_is_believed_by_its_certificates_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PACTE_TSA_URL", "https://horodatage.exemple.fr/tsa")
    with pytest.raises(SettingRefused, match="demande PACTE_TSA_CERTIFICATES"):
        Settings.from_environ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "host=h user=app dbname=db"),
        ("DATABASE_URL", "postgresql://app@/db?host=/run/postgresql"),
        ("DATABASE_URL", "postgresql://app:x@h:5432,i:5433/db"),
        ("REDIS_URL", "unix:///run/valkey.sock"),
        ("REDIS_URL", "rediss://:x@h"),
        ("SMTP_URL", "smtps://u:p@h"),
        ("PACTE_LISTEN", "[::1]:8000"),
        ("PACTE_TSA_URL", "http://[::1]:8000/tsa"),
    ],
)
def test_every_way_to_write_an_address_is_taken(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("PACTE_TSA_CERTIFICATES", "/etc/pacte/tsa.pem")
    monkeypatch.setenv(name, value)
    assert value in Settings.from_environ().for_children().values()


def test_people_are_sent_to_the_public_address(given: Settings) -> None:
    assert given.url == "https://pacte.example.fr"
    assert replace(given, public_url="").url == "http://127.0.0.1:9000"
    assert (given.host, given.port) == ("127.0.0.1", 9000)


def test_secrets_of_providers_lie_in_the_home_unless_said_otherwise(given: Settings) -> None:
    assert given.secrets_folder == Path("/run/secrets/pacte")
    assert replace(given, sso_secrets=None).secrets_folder == Path("/srv/pacte/secrets")

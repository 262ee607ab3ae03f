import psycopg
import pytest
import redis

from infra.embedded.servers import Servers
from tests.servers import Database, fresh_database

WAYS_OUT_OF_LOOPBACK = ("listen_addresses", "unix_socket_directories")


def test_a_database_is_owned_by_the_owner_and_reached_by_the_app(database: Database) -> None:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(f"CREATE ROLE {database.name}_t_48")
        owner.execute(f"GRANT {database.name}_t_48 TO pacte_app")
    with psycopg.connect(database.app_url) as app:
        app.execute(f"SET ROLE {database.name}_t_48")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE public.free (id int)")


def test_a_database_and_its_roles_are_gone_afterwards(servers: Servers) -> None:
    with fresh_database(servers) as made, psycopg.connect(made.owner_url) as owner:
        owner.execute(f"CREATE ROLE {made.name}_t_48")
        owner.commit()
    with psycopg.connect(servers.superuser_url) as connection:
        left = connection.execute(
            "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s) "
            "UNION ALL SELECT datname FROM pg_database WHERE datname = %s",
            [made.name, made.name],
        ).fetchall()
    assert left == []


def test_nothing_listens_beyond_loopback_and_nothing_is_lax(servers: Servers) -> None:
    with psycopg.connect(servers.superuser_url) as connection:
        shown = {
            name: (connection.execute(f"SHOW {name}").fetchone() or ("",))[0]
            for name in (
                *WAYS_OUT_OF_LOOPBACK,
                "fsync",
                "synchronous_commit",
                "full_page_writes",
                "password_encryption",
            )
        }
    assert shown == {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "password_encryption": "scram-sha-256",
    }


def test_valkey_keeps_what_it_is_given_and_asks_for_a_password(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        kept = client.config_get("appendonly", "appendfsync", "maxmemory-policy", "bind")
    assert kept == {
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "bind": "127.0.0.1",
    }
    with (
        redis.Redis.from_url(redis_url.replace("redis://:", "redis://:x")) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()

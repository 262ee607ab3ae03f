"""Erased: rows, logins, links, sessions and local copies are gone; events and proofs stay."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.access import membership
from domain.errors import NotFound
from domain.evidence.merkle import leaf_hash
from domain.roles import Role
from domain.sealed import seal
from domain.upkeep import FreeTextErased, PersonalDataErased, upkeep_id
from infra.access.erasing import Erased, erase_person, erase_text
from infra.sso.identity import Identity, SeenClaims
from infra.sso.refusals import SessionsDown
from infra.store.connections.names import in_schema, roles_of
from infra.store.evidence.leaves import leaves
from infra.store.evidence.trees import Tree
from infra.store.persons import logins
from infra.wiring import Wiring
from services.erasing import StillMember
from services.policy import Forbidden
from tests.departement import ARS, PREFET, Departement
from tests.furnished import furnished
from tests.hoster import hosting
from tests.ports import own_port
from tests.post import Post, open_post
from tests.servers import Database

database = furnished("48")

ISSUER, SUB = "https://idp.exemple.test", "camille"


@pytest.fixture
def post(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Post]:
    with open_post(database, redis_url, tmp_path) as made:
        yield made


@pytest.fixture
def lozere(post: Post) -> Departement:
    found = Departement(post.wiring).found()
    found.join()
    with post.wiring.pool.checkout(roles_of(post.wiring.pool.database, "48").web) as connection:
        logins.bind(connection, "t_48", ISSUER, SUB, ARS)
    return found


def identity() -> Identity:
    return Identity(
        issuer=ISSUER,
        sub=SUB,
        provider="p",
        acr=None,
        auth_time=None,
        sid=None,
        claims=SeenClaims(),
        id_token="",
    )


def erased(post: Post, person_id: UUID = ARS) -> Erased | None:
    return erase_person(post.wiring, hosting(post.wiring), person_id)


def hashes(post: Post, upto: int) -> list[bytes]:
    with post.wiring.pool.checkout(roles_of(post.wiring.pool.database, "48").web) as connection:
        return [leaf_hash(one) for one in leaves(connection, "48", Tree.LOG, after=0, limit=upto)]


def everything(post: Post) -> str:
    """Every row of every table that holds what can be erased, as text."""
    found = []
    for table in ("person", "person_login", "invitation", "free_text"):
        statement = f"SELECT t::text FROM {{schema}}.{table} AS t"  # noqa: S608 - a table of ours
        with post.wiring.pool.checkout(roles_of(post.wiring.pool.database, "48").web) as connection:
            found += [text for (text,) in connection.execute(in_schema(statement, "t_48"))]
    return "\n".join(found)


def test_nothing_leads_to_the_person_any_more(post: Post, lozere: Departement) -> None:
    post.follow()
    post.work()
    address = "ars@48.test"
    assert address in everything(post)
    cookie, _ = post.wiring.door.sessions.begin(identity())
    before = hashes(post, 10_000)
    erased(post)
    assert address not in everything(post)
    assert SUB not in everything(post)
    assert post.wiring.door.sessions.find(cookie) is None
    assert post.wiring.people("48").many([ARS]) == {}
    assert hashes(post, len(before)) == before
    [certificate] = post.wiring.pactes("48").events.get(upkeep_id("48"))
    assert isinstance(certificate, PersonalDataErased)
    assert certificate.person_id == ARS


def test_twice_is_once(post: Post, lozere: Departement) -> None:
    assert erased(post)
    assert erased(post) is None
    assert len(list(post.wiring.pactes("48").events.get(upkeep_id("48")))) == 1


def test_who_is_still_a_member_is_not_erased(post: Post, lozere: Departement) -> None:
    lozere.invite(ARS, Role.TENANT_ADMIN)
    with pytest.raises(StillMember):
        erased(post)
    assert "ars@48.test" in everything(post)
    member = lozere.member(ARS)
    membership.remove(member, motive=seal("Parti.", b"1" * 16).seal, by=PREFET)
    lozere._save(member)
    assert erased(post)


def test_nobody_of_that_identifier(post: Post, lozere: Departement) -> None:
    with pytest.raises(NotFound):
        erased(post, uuid4())


def test_a_text_is_erased_with_its_salt(post: Post, lozere: Departement) -> None:
    words = seal("Un motif qui cite Camille.", b"2" * 16)
    with post.wiring.pool.checkout(roles_of(post.wiring.pool.database, "48").web) as connection:
        statement = "INSERT INTO {schema}.free_text VALUES (%s, %s, %s)"
        connection.execute(in_schema(statement, "t_48"), [words.seal, words.salt, words.text])
    ask = hosting(post.wiring)
    assert erase_text(post.wiring, ask, words.seal)
    assert "Camille" not in everything(post)
    assert not erase_text(post.wiring, ask, words.seal)
    [certificate] = post.wiring.pactes("48").events.get(upkeep_id("48"))
    assert isinstance(certificate, FreeTextErased)


def test_it_takes_the_right(post: Post, lozere: Departement) -> None:
    with pytest.raises(Forbidden):
        erase_person(post.wiring, hosting(post.wiring, role=Role.DEPT_AGENT), ARS)
    assert "ars@48.test" in everything(post)


def test_without_the_sessions_nothing_is_erased_and_the_next_run_does_it(
    post: Post, lozere: Departement
) -> None:
    away = replace(post.wiring.settings, redis_url=f"redis://127.0.0.1:{own_port()}")
    with pytest.raises(SessionsDown):
        erase_person(Wiring(away), hosting(post.wiring), ARS)
    assert "ars@48.test" in everything(post)
    assert SUB in everything(post)
    assert erased(post)
    assert "ars@48.test" not in everything(post)

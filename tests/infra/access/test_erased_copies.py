"""The copies of mails that go with a person: theirs, wherever they were reached, no other."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from infra.access.erasing import Erased, erase_person
from infra.mail.message import identity
from tests.departement import PREFET, PRESIDENTE, Departement
from tests.furnished import furnished
from tests.hoster import hosting
from tests.post import Post, open_post
from tests.servers import Database

database = furnished("48", "05")

SHARED = "secretariat@exemple.test"


@pytest.fixture
def post(database: Database, redis_url: str, tmp_path: Path) -> Iterator[Post]:
    """In both départements, whoever signs was written to."""
    with open_post(database, redis_url, tmp_path, ("48", "05")) as made:
        for tenant in made.tenants:
            lived = Departement(made.wiring, tenant).found()
            for person in (PREFET, PRESIDENTE):
                move(made, tenant, person, SHARED)
            lived.open_round()
            made.follow(tenant)
        made.work()
        assert len(kept(made)) == 4
        yield made


def move(post: Post, tenant: str, person_id: UUID, address: str) -> None:
    people = post.wiring.people(tenant)
    people.correct(replace(people.many([person_id])[person_id], email=address))


def kept(post: Post) -> set[UUID | None]:
    return {identity(str(each["Message-ID"])) for each in post.inbox.messages()}


def written(post: Post, tenant: str, person_id: UUID) -> set[UUID]:
    found = post.sql("SELECT outbox_id, recipient FROM {schema}.outbox", tenant)
    return {outbox_id for outbox_id, recipient in found if recipient == person_id}


def erased(post: Post) -> Erased:
    done = erase_person(post.wiring, hosting(post.wiring), PREFET)
    assert done
    return done


def test_who_shares_the_address_keeps_theirs(post: Post) -> None:
    others = written(post, "48", PRESIDENTE) | {
        each for person in (PREFET, PRESIDENTE) for each in written(post, "05", person)
    }
    assert erased(post).mails == 1
    assert kept(post) == others


def test_what_went_to_an_address_of_before_goes_too(post: Post) -> None:
    move(post, "48", PREFET, "prefet@ailleurs.test")
    assert erased(post).mails == 1
    assert not kept(post) & written(post, "48", PREFET)

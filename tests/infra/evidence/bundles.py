"""A small département that is sealed and exported, and what an attacker may do to its bundle."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg

from domain.convention.convention import Convention
from domain.convention.signature import Side
from domain.dates import BusinessDate
from domain.envelope import Envelope, Provenance, ProvenanceKind
from domain.evidence import strict_base64
from domain.evidence.verifier_key import VerifierKey
from domain.platform.keeping_keys import signing_key
from domain.sealed import Sealed, seal
from infra.embedded import postgres
from infra.embedded.servers import Servers
from infra.evidence import keyring, pacte_verify
from infra.evidence.bundle.exporting import export
from infra.evidence.instance import instance
from infra.evidence.keys import SigningKey
from infra.evidence.sealing import seal_log
from infra.wiring import Wiring
from tests.departement import PREFET, PRESIDENTE, TODAY, Departement
from tests.examples.convention import ACTION, EXAMPLES, LINE
from tests.post import Post, open_post
from tests.servers import Database

MOTIVE = seal("Deux agents de plus, à l’été", bytes(range(16)))
OTHER_LINE = UUID(int=LINE.int + 100)


@dataclass
class Site:
    """`48` with one convention, signed; sealed bit by bit, so that there are older checkpoints."""

    wiring: Wiring
    lozere: Departement
    folder: Path
    owner_url: str
    post: Post
    written: int = 0

    def live(self) -> "Site":
        """22 events, five checkpoints."""
        self.lozere.found()
        seal_log(self.wiring, "48")
        self.agree_on_money()
        seal_log(self.wiring, "48")
        self.lozere.open_round()
        for person in (PREFET, PRESIDENTE):
            seal_log(self.wiring, "48")
            self.lozere.sign(person)
        seal_log(self.wiring, "48")
        return self

    def agree_on_money(self) -> None:
        act, lozere = self.lozere.convention(), self.lozere
        parties = ((PREFET, Side.STATE), (PRESIDENTE, Side.DEPARTEMENT))
        for person, side in parties:
            act.party_added(organization_id=lozere.organizations[person], side=side)
        act.action_added(**EXAMPLES[Convention.ActionAdded] | {"action_id": ACTION})
        for line, person in ((LINE, PREFET), (OTHER_LINE, PRESIDENTE)):
            planned = {"line_id": line, "funder_id": lozere.organizations[person]}
            act.funding_planned(**EXAMPLES[Convention.FundingPlanned] | planned)
        self.save(act)
        self.adjust(12_000_050)

    def adjust(self, cents: int) -> None:
        act = self.lozere.convention()
        old = act.terms.funding[LINE].amount_cents
        act.funding_adjusted(
            line_id=LINE,
            old_cents=old,
            new_cents=cents,
            delta_cents=cents - old,
            motive=MOTIVE.seal,
        )
        self.save(act, texts=[MOTIVE])

    def save(self, *acts: Convention, texts: Sequence[Sealed] = ()) -> None:
        context = Envelope(
            effective_on=BusinessDate(TODAY),
            provenance=Provenance(ProvenanceKind.API, "test"),
            correlation_id=uuid4(),
        )
        self.wiring.pactes(self.lozere.tenant).save(*acts, context=context, texts=texts)

    def bundle(self, **asked: Any) -> Path:
        self.written += 1
        target = self.folder / f"bundle-{self.written}"
        return export(self.wiring, self.lozere.tenant, target, **asked).path

    def mails(self) -> list[Path]:
        """Those that left, as they lie in a mailbox; each carries a checkpoint."""
        self.post.follow()
        self.post.work()
        return sorted(self.post.inbox.folder.glob("*.eml"))

    def key(self) -> SigningKey:
        named = instance(self.wiring.platform(), self.wiring.settings.home)
        return keyring.load(self.wiring.settings.home, str(signing_key(named)))

    def owner(self, statement: str, *values: object) -> list[Any]:
        """As who holds the machine: no trigger is asked."""
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("ALTER TABLE t_48.events DISABLE TRIGGER ALL")
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def site(
    database: Database, servers: Servers, folder: Path, tenants: Sequence[str] = ("48",)
) -> Iterator[Site]:
    state = servers.state
    superuser_url = postgres.superuser_url(state, database.name)
    with open_post(database, servers.redis_url, folder, tenants) as post:
        yield Site(post.wiring, Departement(post.wiring), folder, superuser_url, post)


def vkey(origin: str, key: SigningKey) -> str:
    return str(VerifierKey(origin, key.public))


def note_line(origin: str, key: SigningKey, text: str) -> str:
    """As it stands below a checkpoint."""
    own = VerifierKey(origin, key.public)
    return f"— {origin} {strict_base64.encode(own.key_id + key.sign(text.encode()))}"


def known(bundle: Path) -> pacte_verify.Key:
    """As somebody got it by another way."""
    (key,) = all_known(bundle)
    return key


def all_known(bundle: Path) -> list[pacte_verify.Key]:
    """The newest last."""
    said = json.loads((bundle / "keys.json").read_bytes())["keys"]
    return [pacte_verify.parse_key(one["key"]) for one in said]

"""The story: played by the right people, resumed where it stopped, never twice."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from domain.convention.stage import Life, Stage
from domain.convention.version import Act
from domain.envelope import Provenance, ProvenanceKind
from domain.platform.facts import TenantKind
from infra.cli.processes import demo
from infra.demo import founding
from infra.demo.guard import NotADemo, refuse_real
from infra.demo.living.opening import PREFET
from infra.demo.living.scene import Scene, ask
from infra.demo.living.story import STEPS
from infra.demo.personas import PERSONAS, callers, persona, token
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.following.heads import heads
from infra.wiring import Wiring
from services.ask import Ask
from services.platform.commands import DeclareTenant
from services.platform.tenants import declare_tenant
from tests.servers import Database

CREUSE = DeclareTenant(
    code="23",
    name="Creuse",
    kind=TenantKind.DEPARTEMENT,
    territory_codes=("23",),
    region_code="75",
    siret="22230962700016",
)


def written(scene: Scene) -> dict[str, int]:
    return {code: head.position for code, head in heads(scene.wiring.pool).items()}


def test_the_story_ends_with_two_signed_versions_and_one_to_sign(scene: Scene) -> None:
    assert all(scene.play(step) for step in STEPS)
    convention = scene.convention()
    assert [(v.no, v.act) for v in convention.versions] == [(1, Act.INITIAL), (2, Act.AVENANT)]
    assert (convention.life, convention.stage) == (Life.RUNNING, Stage.SIGNING)
    assert [one.person_id for one in convention.signatures.values()] == [PREFET.person_id]
    assert len(convention.terms.actions) == 13 + 2


def test_an_interrupted_story_goes_on_and_a_finished_one_stays(scene: Scene) -> None:
    half = len(STEPS) // 2
    assert all(scene.play(step) for step in STEPS[:half])
    assert [scene.play(step) for step in STEPS] == [False] * half + [True] * (len(STEPS) - half)
    before = written(scene)
    assert not any(scene.play(step) for step in STEPS)
    assert written(scene) == before


def test_the_foundations_are_laid_once(scene: Scene) -> None:
    before = written(scene)
    founding.publish_framework(scene.wiring)
    founding.declare_tenant(scene.wiring, "05")
    founding.create_people(scene.wiring, {PLATFORM, "05"})
    assert written(scene) == before


def test_steps_are_told_apart_by_their_keys() -> None:
    keys = [step.key for step in STEPS]
    assert len(set(keys)) == len(keys)


def test_a_home_that_holds_real_acts_is_left_alone(wiring: Wiring) -> None:
    refuse_real(wiring.settings)
    declare_tenant(wiring.platform(), by_hand(), CREUSE)
    with pytest.raises(NotADemo):
        refuse_real(wiring.settings)


def test_a_real_tenant_among_those_of_a_demo_is_left_alone(scene: Scene) -> None:
    declare_tenant(scene.wiring.platform(), by_hand(), CREUSE)
    with pytest.raises(NotADemo):
        refuse_real(scene.wiring.settings)


def test_acts_of_people_in_a_tenant_are_left_alone(scene: Scene, database: Database) -> None:
    rewritten = "UPDATE t_05.events SET envelope = %s WHERE notification_id = 1"
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("ALTER TABLE t_05.events DISABLE TRIGGER USER")
        connection.execute(rewritten, [by_hand().envelope().encode()])
    with pytest.raises(NotADemo):
        refuse_real(scene.wiring.settings)


def test_pacte_demo_refuses_a_real_home_before_it_does_anything(
    wiring: Wiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare_tenant(wiring.platform(), by_hand(), CREUSE)
    given = replace(wiring.settings, home=tmp_path / "home").for_children()
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("infra.store.schemas.migrate.migrate", never)
    done = CliRunner().invoke(demo.command)
    assert (done.exit_code, "rien n’y a été écrit" in " ".join(done.output.split())) == (1, True)
    assert not (tmp_path / "home" / "inbox").exists()


def never(_: Settings) -> list[str]:
    raise AssertionError("a real home was migrated")


def by_hand() -> Ask:
    asked = ask(persona(PLATFORM, "platform").caller(), "test")
    return replace(asked, provenance=Provenance(ProvenanceKind.UI, "pacte tenant declare"))


def test_a_demo_may_be_run_again_in_its_home(scene: Scene) -> None:
    refuse_real(scene.wiring.settings)


def test_tokens_differ_by_person_and_by_home(tmp_path: Path) -> None:
    one = Settings(home=tmp_path, secret_key="one")
    two = Settings(home=tmp_path, secret_key="two")
    known = callers(one)
    assert len(known) == len(PERSONAS)
    assert not known.keys() & callers(two).keys()
    assert known[token(one, persona("05", "prefet"))].office == "prefet"


def test_people_of_the_demo_cannot_be_taken_for_real_ones() -> None:
    assert all(one.display_name.startswith("Personne de démonstration") for one in PERSONAS)
    assert all(one.address.endswith(".test") for one in PERSONAS)
    assert len({one.person_id for one in PERSONAS}) == len(PERSONAS)

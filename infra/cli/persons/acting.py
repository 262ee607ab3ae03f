"""What commands that change something have in common: servers, a refusal in French, what to do."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from domain.errors import RuleBroken
from infra.embedded.connected import connected
from infra.settings import Settings
from infra.typography import french
from infra.wiring import Wiring

# By the code of a refusal: what its sentence, written for people on the site, leaves open here.
REMEDIES = {
    "undeclared-tenant": "« pacte tenant list » donne ceux qui le sont.",
    "tenant-not-open": "« pacte tenant list » dit où il en est ; s’il est déclaré, « pacte tenant "
    "declare », lancé de nouveau, achève de l’ouvrir.",
    "tenant-read-only": "S’il est suspendu, « pacte tenant reactivate » le rouvre.",
    "tenant-not-active": "« pacte tenant list » dit où en est chacun.",
    "tenant-not-suspended": "« pacte tenant list » dit où en est chacun ; « pacte tenant suspend » "
    "suspend.",
    "already-member": "« pacte member grant » lui donne un rôle de plus.",
    "stale-version": "Relancez la commande.",
}


class Refused(click.ClickException):
    """A rule refuses it, and nothing was recorded."""


@contextmanager
def acting(remedies: Mapping[str, str] | None = None) -> Iterator[Wiring]:
    """Raises Refused for what a rule of Pacte refuses."""
    known = REMEDIES | dict(remedies or {})
    with connected(Settings.from_environ()) as settings:
        wiring = Wiring(settings)
        try:
            yield wiring
        except RuleBroken as refusal:
            remedy = known.get(refusal.code, "")
            raise Refused(french(f"{refusal.sentence} {remedy}".strip())) from refusal
        finally:
            wiring.close()


def tell(words: str, found: Mapping[str, Any], *, as_json: bool) -> None:
    """One document, or words for people."""
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
    else:
        click.echo(french(words))

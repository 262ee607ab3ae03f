"""PERSONNE on a command line: an identifier, or the address of one person of that log."""

from uuid import UUID

import click

from domain.access.member import Member, member_id
from domain.errors import NotFound
from infra.store.connections.names import PLATFORM, roles_of, schema_of
from infra.store.persons import people
from infra.typography import french
from infra.wiring import Wiring


class UnknownPerson(click.ClickException):
    """Nobody, or several, are called so there."""


def member(wiring: Wiring, tenant: str, given: str) -> Member:
    """Raises UnknownPerson."""
    person_id = _identifier(given) or _of_address(wiring, tenant, given)
    try:
        return wiring.pactes(tenant).load(Member, member_id(tenant, person_id))
    except NotFound as error:
        where = "sur la plateforme" if tenant == PLATFORM else f"dans {tenant}"
        raise UnknownPerson(
            french(
                f"« {given} » n’est membre de rien {where} : "
                f"« pacte member invite {tenant} » l’invite."
            )
        ) from error


def _identifier(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None


def _of_address(wiring: Wiring, tenant: str, address: str) -> UUID:
    with wiring.pool.checkout(roles_of(wiring.pool.database, tenant).web) as connection:
        found = people.by_address(connection, schema_of(tenant), address)
    pactes = wiring.pactes(tenant)
    members = [
        row.person_id for row in found if member_id(tenant, row.person_id) in pactes.repository
    ]
    if len(members) == 1:
        return members[0]
    if members:
        listed = ", ".join(map(str, members))
        raise UnknownPerson(
            french(f"Plusieurs membres ont l’adresse « {address} » : donnez l’un de {listed}.")
        )
    raise UnknownPerson(
        french(
            f"Aucun membre n’a l’adresse « {address} » : vérifiez-la, donnez son identifiant, ou "
            f"invitez cette personne par « pacte member invite {tenant} »."
        )
    )

"""Let machines in: by a token that is shown once, or as an OAuth client."""

import secrets

from flask import g

from infra.access import recognising
from infra.typography import french
from infra.web.api.access.members import MEMBER
from infra.web.callers.auth import caller
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.routes import post
from infra.web.schemas import access as schemas
from services.access import commands, machines
from services.ask import Ask
from services.pactes import Pactes, Receipt

family = Family("machines", description="Machines, leurs jetons et leurs clients OAuth.")
SECRET_BYTES = 32
SHOWN = "Notez ce jeton : il ne sera plus jamais montré."
SHOWN_BEFORE = (
    "Cette demande a déjà été faite et son jeton montré, cette fois-là seulement. S’il est perdu, "
    "révoquez-le et demandez-en un autre avec une autre clé."
)


def register_machine(pactes: Pactes, ask: Ask, command: commands.RegisterMachine) -> Receipt:
    people = wiring().people(caller().tenant)
    return machines.register_machine(pactes, people, ask, command)


def issue_api_token(pactes: Pactes, ask: Ask, command: commands.IssueApiToken) -> Receipt:
    """Only whoever recorded it knows the secret: a request sent again finds none to show."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    receipt = machines.issue_api_token(pactes, ask, command, secret)
    g.api_token = f"pacte_{pactes.tenant.lower()}_{command.person_id.hex}_{secret}"
    return receipt


def register_client(_pactes: Pactes, ask: Ask, command: commands.RegisterClient) -> Receipt:
    """Its tokens find the machine by the login that is bound in the same save."""
    return recognising.register_client(wiring(), ask, command)


def shown_once(_receipt: Receipt) -> dict[str, str | None]:
    token = g.pop("api_token", None)
    return {"token": token, "notice": french(SHOWN if token else SHOWN_BEFORE)}


post(
    family,
    "/machines",
    "Enregistrer une machine",
    body=schemas.MachineBody,
    command=commands.RegisterMachine,
    service=register_machine,
    creates=True,
    conditional=False,
    adds=True,
)
post(
    family,
    f"{MEMBER}/api-tokens",
    "Émettre un jeton d’accès, montré une seule fois",
    body=schemas.TokenBody,
    command=commands.IssueApiToken,
    service=issue_api_token,
    creates=True,
    shows=schemas.TokenSchema,
    tells=shown_once,
)
post(
    family,
    f"{MEMBER}/api-token-revocations",
    "Révoquer un jeton d’accès",
    body=schemas.TokenRevocationBody,
    command=commands.RevokeApiToken,
    service=machines.revoke_api_token,
)
post(
    family,
    f"{MEMBER}/clients",
    "Reconnaître une machine comme client OAuth d’un émetteur",
    body=schemas.ClientBody,
    command=commands.RegisterClient,
    service=register_client,
)
post(
    family,
    f"{MEMBER}/client-ends",
    "Ne plus reconnaître une machine comme ce client OAuth",
    body=schemas.ClientEndBody,
    command=commands.EndClient,
    service=machines.end_client,
)

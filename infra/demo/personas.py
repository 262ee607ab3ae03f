"""The people of the demo. None of them exists; their addresses end in `.test` (RFC 2606)."""

import hmac
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from domain.roles import SIDES, Role
from infra.demo.living.reading import DEPARTEMENT, STATE
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from services.ask import Caller
from services.imports.identities import organization_id, person_id

TENANTS = ("05", "42", "48")
ARS = "ars"


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """`key` names the person within the tenant; `words` what they do, in French."""

    tenant: str
    key: str
    role: Role
    words: str
    organization: str | None = None
    office: str | None = None

    @property
    def person_id(self) -> UUID:
        return person_id(self.tenant, f"demo:{self.key}")

    @property
    def display_name(self) -> str:
        return f"Personne de démonstration ({self.words})"

    @property
    def address(self) -> str:
        return f"{self.key}.{self.tenant}@demo.pacte.test"

    @property
    def organization_id(self) -> UUID | None:
        return organization_id(self.tenant, self.organization) if self.organization else None

    def caller(self, auth_method: str = "demo-token") -> Caller:
        return Caller(
            tenant=self.tenant,
            person_id=self.person_id,
            role=self.role.value,
            side=SIDES[self.role],
            auth_method=auth_method,
            office=self.office,
            organization_id=self.organization_id,
        )


def _of_every_departement(tenant: str) -> tuple[Persona, ...]:
    departement, state = DEPARTEMENT, STATE
    return tuple(
        Persona(tenant=tenant, key=key, role=role, words=words, organization=of, office=office)
        for key, role, words, of, office in (
            ("agent", Role.DEPT_AGENT, "agent du Département", departement, None),
            ("manager", Role.DEPT_MANAGER, "responsable au Département", departement, None),
            (
                "president",
                Role.DEPT_SIGNATORY,
                "présidence",
                departement,
                "president",
            ),
            ("state", Role.STATE_AGENT, "agent de la préfecture", state, None),
            ("prefet", Role.PREFET_SIGNATORY, "préfet", state, "prefet"),
            ("auditor", Role.AUDITOR, "contrôle", None, None),
            ("admin", Role.TENANT_ADMIN, "administration des comptes", None, None),
        )
    )


PARTNERS = (
    Persona(
        tenant="05",
        key="ars",
        role=Role.PARTNER_AGENT,
        words="agent de l’ARS",
        organization=ARS,
    ),
    Persona(
        tenant="05",
        key="ars-direction",
        role=Role.PARTNER_SIGNATORY,
        words="direction de l’ARS",
        organization=ARS,
        office="directeur_general",
    ),
)
NATIONAL = (
    Persona(
        tenant=PLATFORM, key="platform", role=Role.PLATFORM_ADMIN, words="exploitation de Pacte"
    ),
    Persona(
        tenant=PLATFORM, key="national", role=Role.NATIONAL_VIEWER, words="administration centrale"
    ),
    Persona(
        tenant=PLATFORM, key="commissaire", role=Role.COMMISSIONER, words="commissaire en région"
    ),
)
PERSONAS = (
    *(persona for tenant in TENANTS for persona in _of_every_departement(tenant)),
    *PARTNERS,
    *NATIONAL,
)


def persona(tenant: str, key: str) -> Persona:
    return next(one for one in PERSONAS if (one.tenant, one.key) == (tenant, key))


def token(settings: Settings, one: Persona) -> str:
    """The same for one home, another for the next: nobody can know it in advance."""
    message = f"demo/{one.tenant}/{one.key}".encode()
    return hmac.new(settings.secret_key.encode(), message, sha256).hexdigest()[:40]


def callers(settings: Settings) -> dict[str, Caller]:
    """Who each bearer token of the demo stands for."""
    return {token(settings, one): one.caller() for one in PERSONAS}

"""Sentences for members, mandates, tokens, providers of identities and the life of tenants."""

from datetime import UTC, datetime

from domain.access import facts
from domain.access.facts import MemberKind, Scope
from domain.cog import REGIONS
from domain.platform import facts as platform
from domain.roles import Role
from domain.sso import facts as sso
from projections.trail.french import NBSP, day, office, quoted
from projections.trail.sentence import sentence

ROLES = {
    Role.DEPT_AGENT: "agent du Département",
    Role.DEPT_MANAGER: "responsable au Département",
    Role.DEPT_SIGNATORY: "signataire du Département",
    Role.STATE_AGENT: "agent de l’État",
    Role.PREFET_SIGNATORY: "signataire de l’État",
    Role.COMMISSIONER: "commissaire à la lutte contre la pauvreté",
    Role.PARTNER_AGENT: "agent d’un partenaire",
    Role.PARTNER_SIGNATORY: "signataire d’un partenaire",
    Role.AUDITOR: "auditeur",
    Role.NATIONAL_VIEWER: "lecteur national",
    Role.TENANT_ADMIN: "administrateur des comptes",
    Role.PLATFORM_ADMIN: "exploitant",
    Role.DEPT_MACHINE: "machine du Département",
    Role.STATE_MACHINE: "machine de l’État",
    Role.PARTNER_MACHINE: "machine d’un partenaire",
}
SCOPES = {Scope.READ: "lire", Scope.WRITE: "écrire"}


@sentence.register
def _(event: facts.MemberInvited) -> str:
    who = "Machine enregistrée" if event.kind is MemberKind.MACHINE else "Personne invitée"
    return f"{who} comme {in_role(event.role, event.office)}."


@sentence.register
def _(event: facts.MemberInvitedAgain) -> str:
    return f"Personne invitée de nouveau, comme {in_role(event.role, event.office)}."


@sentence.register
def _(_event: facts.InvitationRenewed) -> str:
    return "Nouveau lien d’invitation, à la place des précédents."


@sentence.register
def _(_event: facts.MemberActivated) -> str:
    return "Invitation acceptée."


@sentence.register
def _(_event: facts.MemberRemoved) -> str:
    return "Personne retirée, avec tous ses droits."


@sentence.register
def _(_event: facts.SessionsEnded) -> str:
    return f"Sessions de la personne closes{NBSP}: elle doit s’identifier de nouveau."


@sentence.register
def _(event: facts.RoleGranted) -> str:
    return f"Rôle donné{NBSP}: {in_role(event.role, event.office)}."


@sentence.register
def _(_event: facts.RoleRevoked) -> str:
    return "Rôle retiré."


@sentence.register
def _(event: facts.AuditMandateGranted) -> str:
    many = len(event.convention_ids)
    scope = f"{many} convention{'s' if many > 1 else ''}" if many else "tout le département"
    span = f"du {day(event.since)} au {day(event.until)}"
    return (
        f"Mandat d’audit donné à {quoted(event.auditor_body)}, {scope}, {span}"
        f" ({event.legal_basis})."
    )


@sentence.register
def _(_event: facts.AuditMandateRevoked) -> str:
    return "Mandat d’audit retiré."


@sentence.register
def _(event: facts.RegionalMandateGranted) -> str:
    region = REGIONS[event.region_code]
    return f"Mandat régional donné, {region}, du {day(event.since)} au {day(event.until)}."


@sentence.register
def _(event: facts.NationalMandateGranted) -> str:
    return f"Mandat national donné, du {day(event.since)} au {day(event.until)}."


@sentence.register
def _(_event: facts.MandateRevoked) -> str:
    return "Mandat retiré."


@sentence.register
def _(event: facts.BreakGlassOpened) -> str:
    return f"Accès d’urgence ouvert sur {event.tenant} jusqu’au {_instant(event.until)}."


@sentence.register
def _(_event: facts.BreakGlassClosed) -> str:
    return "Accès d’urgence fermé."


@sentence.register
def _(event: facts.ApiTokenIssued) -> str:
    scopes = " et ".join(SCOPES[scope] for scope in event.scopes)
    return f"Jeton émis pour {scopes}, valable jusqu’au {day(event.expires_on)}."


@sentence.register
def _(_event: facts.ApiTokenRevoked) -> str:
    return "Jeton révoqué."


@sentence.register
def _(event: facts.ClientRegistered) -> str:
    return f"Machine reconnue sous le nom {quoted(event.client_id)} par {event.issuer}."


@sentence.register
def _(event: facts.ClientEnded) -> str:
    return f"Machine qui n’est plus reconnue sous le nom {quoted(event.client_id)}."


@sentence.register
def _(_event: platform.TenantSuspended) -> str:
    return "Territoire suspendu\N{NARROW NO-BREAK SPACE}; on y lit, on n’y écrit plus."


@sentence.register
def _(_event: platform.TenantReactivated) -> str:
    return "Territoire rouvert."


@sentence.register
def _(_event: platform.TenantClosed) -> str:
    return "Territoire fermé, son export est scellé."


@sentence.register
def _(_event: platform.TenantClosingRequested) -> str:
    return (
        "Fermeture du territoire demandée\N{NARROW NO-BREAK SPACE}; elle attend son export scellé."
    )


@sentence.register
def _(_event: platform.TenantMailSignInOpened) -> str:
    return "Connexion par code reçu par courriel ouverte aux partenaires sans compte."


@sentence.register
def _(_event: platform.TenantMailSignInClosed) -> str:
    return "Connexion par code reçu par courriel fermée."


@sentence.register
def _(event: sso.TenantSsoConfigured) -> str:
    return f"Fournisseur d’identité configuré{NBSP}: {_provider(event.configuration)}."


@sentence.register
def _(event: sso.TenantSsoChanged) -> str:
    return f"Fournisseur d’identité reconfiguré{NBSP}: {_provider(event.configuration)}."


@sentence.register
def _(_event: sso.TenantSsoEnded) -> str:
    return "Fournisseur d’identité retiré."


def in_role(role: Role, held: str | None) -> str:
    return f"{ROLES[role]}, fonction{NBSP}: {office(held)}" if held else ROLES[role]


def _provider(configuration: sso.Configuration) -> str:
    served = ", ".join(configuration.tenants) or "tous les territoires"
    return f"{quoted(configuration.name)}, pour {served}"


def _instant(when: datetime) -> str:
    at = when.astimezone(UTC)
    return f"{day(at.date())} à {at:%H}{NBSP}h{NBSP}{at:%M} UTC"

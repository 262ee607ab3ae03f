"""Sentences for everything but conventions."""

from domain import notification
from domain.joining import facts as joining
from domain.platform import facts as platform
from domain.registry import facts as registry
from projections.trail.french import BY_SIDE, NBSP, THIN, counted, day, euros, office, quoted
from projections.trail.sentence import sentence


@sentence.register
def _(event: registry.OrganizationRegistered) -> str:
    return f"Organisme enregistré{NBSP}: {quoted(event.legal_name)}."


@sentence.register
def _(event: registry.OfficeHolderAppointed) -> str:
    return f"Fonction {quoted(office(event.office))} tenue à compter du {day(event.since)}."


@sentence.register
def _(event: registry.OfficeHolderEnded) -> str:
    return f"Fonction {quoted(office(event.office))} quittée le {day(event.until)}."


@sentence.register
def _(event: registry.SigningDelegationGranted) -> str:
    span = f"du {day(event.since)} au {day(event.until)}"
    return f"Signature déléguée, fonction {quoted(office(event.office))}, {span} ({event.act_ref})."


@sentence.register
def _(event: registry.SigningDelegationEnded) -> str:
    return f"Délégation de signature terminée le {day(event.until)}."


@sentence.register
def _(event: joining.PartnerJoinRequested) -> str:
    brings = f", apport de {euros(event.amount_cents)}" if event.amount_cents else ""
    return f"Adhésion demandée par un partenaire{brings}."


@sentence.register
def _(event: joining.PartnerJoinAgreedByState) -> str:
    return f"Adhésion acceptée par l’État{_in_office(event.by_office)}."


@sentence.register
def _(event: joining.PartnerJoinAgreedByDepartement) -> str:
    voted = f", délibération {event.deliberation_ref}" if event.deliberation_ref else ""
    return f"Adhésion acceptée par le Département{_in_office(event.by_office)}{voted}."


@sentence.register
def _(event: joining.PartnerJoinRefused) -> str:
    return f"Adhésion refusée {BY_SIDE[event.side]}."


@sentence.register
def _(event: joining.PartnerJoined) -> str:
    return f"Partenaire admis à compter du {day(event.since)}, version {event.version_no}."


@sentence.register
def _(event: notification.NotificationSent) -> str:
    return f"Message envoyé à la tentative {event.attempt}."


@sentence.register
def _(event: notification.NotificationFailed) -> str:
    return f"Envoi en échec à la tentative {event.attempt} ({event.error_code})."


@sentence.register
def _(event: notification.NotificationGivenUp) -> str:
    return (
        f"Envoi abandonné après {counted(event.attempts, 'tentative')}{THIN}; il peut être relancé."
    )


@sentence.register
def _(event: platform.TenantDeclared) -> str:
    return f"Territoire {event.code} déclaré{NBSP}: {quoted(event.name)}."


@sentence.register
def _(_event: platform.TenantActivated) -> str:
    return "Territoire ouvert."


@sentence.register
def _(event: platform.FrameworkPublished) -> str:
    span = f"{event.starts_on.year}-{event.ends_on.year}"
    return f"Cadre national publié{NBSP}: {quoted(event.name)}, {span}."


@sentence.register
def _(event: platform.NationalMeasureRegistered) -> str:
    return f"Mesure nationale enregistrée, axe{NBSP}{event.axe}{NBSP}: {quoted(event.text)}."


@sentence.register
def _(event: platform.KindRulesPublished) -> str:
    return f"Règles des {event.kind} publiées, version {event.rules_version}."


def _in_office(code: str | None) -> str:
    return f", fonction{NBSP}: {office(code)}" if code else ""

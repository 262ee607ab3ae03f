"""Sentences for what proves: the installation, its keys, what was checked and moved."""

from domain import isolation, upkeep
from domain.isolation import Act
from domain.platform import facts as platform
from domain.platform import instance_facts as instance
from projections.trail.french import NBSP, THIN, day, quoted
from projections.trail.sentence import sentence

SHOWN = 16
ACTS = {
    Act.MIGRATE: "mise à jour des schémas",
    Act.PROVISION: "ouverture d’un département",
    Act.REBUILD: "reconstruction de tableaux",
    Act.IMPORT: "import de conventions",
    Act.LEAVE: "départ d’un département",
    Act.TAKE_BACK: "retour d’un département qui n’était pas arrivé",
    Act.RECEIVE: "réception d’un département",
    Act.ERASE_PERSON: "effacement d’une personne",
    Act.ERASE_TEXT: "effacement d’un texte",
}
TREES = {"log": "journal", "access": "journal des consultations"}


@sentence.register
def _(event: instance.InstanceNamed) -> str:
    return f"Installation nommée{NBSP}: {event.instance_id}."


@sentence.register
def _(event: instance.EvidenceKeyIntroduced) -> str:
    return f"Clé de scellement {event.public_key[:SHOWN]}… mise en service."


@sentence.register
def _(event: instance.EvidenceKeyRetired) -> str:
    return f"Clé de scellement {event.public_key[:SHOWN]}… retirée."


@sentence.register
def _(event: upkeep.ProjectionRebuilt) -> str:
    at = f"version {event.version}, à la position {event.position}"
    return f"Tableau {quoted(event.name)} reconstruit, {at}, empreinte {event.digest[:SHOWN]}."


@sentence.register
def _(event: upkeep.SelfAuditPassed) -> str:
    return f"Auto-contrôle du {day(event.night)} réussi à la position {event.position}."


@sentence.register
def _(event: upkeep.SelfAuditFailed) -> str:
    return (
        f"Auto-contrôle du {day(event.night)} en échec à la position {event.position}{NBSP}: "
        f"{quoted(event.name)} n’est pas ce que dit le journal."
    )


@sentence.register
def _(_event: upkeep.ErasingRequested) -> str:
    return "Effacement des données personnelles d’une personne demandé."


@sentence.register
def _(_event: upkeep.ErasingLapsed) -> str:
    return f"Effacement demandé devenu sans objet{NBSP}: la personne est de nouveau membre."


@sentence.register
def _(_event: upkeep.PersonalDataErased) -> str:
    return "Données personnelles d’une personne effacées."


@sentence.register
def _(event: upkeep.FreeTextErased) -> str:
    return f"Texte libre effacé, empreinte {event.seal[:SHOWN]}."


@sentence.register
def _(event: isolation.IsolationChecked) -> str:
    count = len(event.tenants)
    return (
        f"{_act(event.act)}{NBSP}: journaux de tous recalculés et inchangés ({count}), "
        f"empreinte des racines {event.roots_digest[:SHOWN]}."
    )


@sentence.register
def _(event: isolation.IsolationBroken) -> str:
    altered = event.altered
    where = f" à la position {altered.position}" if altered.position else ""
    end = "la transaction a été annulée" if event.undone else "le changement est resté"
    return (
        f"{_act(event.act)}{NBSP}: le {TREES[altered.tree]} {of(altered.tenant)} a été "
        f"changé{where}{THIN}; {end}."
    )


def of(tenant: str) -> str:
    """Whose log it is: `de 48`, `de la plateforme`."""
    return "de la plateforme" if tenant == "platform" else f"de {tenant}"


def _act(act: Act) -> str:
    words = ACTS[act]
    return words[0].upper() + words[1:]


@sentence.register
def _(event: platform.TenantExported) -> str:
    at = f"à la position {event.position}, racine {event.root[:SHOWN]}…"
    return f"Département exporté pour être déménagé, {at}, vers {event.to}."


@sentence.register
def _(event: upkeep.TenantReceived) -> str:
    at = f"{event.position} événements, racine {event.root[:SHOWN]}…"
    return f"Journal reçu de l’installation {event.from_instance}{NBSP}: {at}."

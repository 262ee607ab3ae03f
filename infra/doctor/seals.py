"""Whether logs are sealed: the key is here, trees are signed up to the head, no audit failed.

And whether an administrative act changed one.
"""

import psycopg
from eventsourcing.persistence import PersistenceError

from domain.errors import NotFound
from domain.platform.instance import INSTANCE, Instance
from domain.platform.keeping_keys import signing_key
from domain.upkeep import Upkeep, upkeep_id
from infra.doctor.finding import Finding
from infra.doctor.reading import reading
from infra.evidence import keyring
from infra.evidence.isolation import failing, harmed
from infra.settings import Settings
from infra.store.connections.names import PLATFORM
from infra.store.evidence.unsealed import unsealed
from infra.store.following.heads import tenants
from infra.typography import french
from infra.wiring import Wiring
from projections.trail.evidence import ACTS

NAME = "scellement"
APART = "isolation"
HERE = (
    "Si « pacte follow » ou « pacte tick » tournent ici, remettez-y ce fichier : sans lui les "
    "courriers des actes attendent. Sinon il n’y a rien à faire."
)
LATER = Finding(NAME, "sera vu quand la base répondra")


def seals(settings: Settings) -> list[Finding]:
    with reading(settings) as wiring:
        try:
            return [_looked_at(wiring), _apart(wiring)] if wiring else [LATER]
        except (psycopg.Error, PersistenceError):
            return [LATER]


def _looked_at(wiring: Wiring) -> Finding:
    try:
        named = wiring.platform().load_short(Instance, INSTANCE)
    except NotFound:
        return Finding(NAME, "rien n’est encore scellé")
    try:
        keyring.load(wiring.settings.home, str(signing_key(named)))
    except keyring.KeyMissing as missing:
        return Finding(NAME, "clé absente de cette machine", f"{missing.where} {HERE}")
    differing = [code for code in (PLATFORM, *tenants(wiring.pool)) if _differs(wiring, code)]
    if differing:
        remedy = "Le journal de chacun dit ce qui diffère\N{NO-BREAK SPACE}: pacte replay."
        return Finding(NAME, f"auto-contrôle en échec ({', '.join(differing)})", remedy)
    late = len(unsealed(wiring.pool))
    return Finding(
        NAME, f"clé présente, journaux en attente\N{NO-BREAK SPACE}: {late}" if late else "à jour"
    )


def _apart(wiring: Wiring) -> Finding:
    if found := harmed(wiring):
        codes = ", ".join(sorted({one.tenant for one in found}))
        remedy = "Arrêtez Pacte, et remettez ces journaux depuis la sauvegarde d’avant."
        return Finding(APART, f"journaux changés par une opération ({codes})", remedy)
    if acts_failing := failing(wiring):
        acts = ", ".join(ACTS[act] for act in dict.fromkeys(acts_failing))
        remedy = (
            "Le journal de la plateforme dit lequel : cherchez la cause avant de relancer "
            "l’opération."
        )
        return Finding(APART, f"opération qui changeait un journal ({acts})", french(remedy))
    return Finding(APART, "aucune opération n’a changé de journal")


def _differs(wiring: Wiring, tenant: str) -> bool:
    try:
        found = wiring.pactes(tenant).load_short(Upkeep, upkeep_id(tenant))
    except NotFound:
        return False
    return found.differs is not None

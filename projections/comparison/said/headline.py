"""What was compared, in one French sentence."""

from domain.convention.version import Act
from domain.dates import BusinessDate, Precision
from domain.departement import name_of
from projections.comparison.compared import Compared, Held
from projections.comparison.points import Which
from projections.trail.french import NBSP, THIN, on, quoted

ACTS = {Act.INITIAL: "acte initial", Act.AVENANT: "avenant", Act.JOINING: "acte d’adhésion"}
NO_CHANGE = "deux exercices d’un même acte, non une modification de celui-ci"
MATCHED = "Rapprochés par exercice, côté, axe et volet, seuls communs aux deux."


def columns(compared: Compared) -> tuple[str, str]:
    """What the figures of the one and of the other are called."""
    if compared.comparison.exercices:
        old, new = compared.comparison.exercices
        return str(old), str(new)
    return _places(compared) if compared.departements else ("Avant", "Après")


def headline(compared: Compared) -> str:
    found = compared.comparison
    old, new = _which(compared.old), _which(compared.new)
    if compared.departements:
        places = _places(compared)
        acts = f"{places[0]}, {old}{THIN}; {places[1]}, {new}"
        return f"{compared.new.content['kind']}{NBSP}: {acts}. {MATCHED}"
    act = f"{compared.new.content['kind']} {quoted(str(compared.new.content['title']))}"
    if found.exercices:
        years = " → ".join(map(str, found.exercices))
        return f"{act}, {new}{NBSP}: exercices {years}, {NO_CHANGE}."
    return f"{act}{NBSP}: {old} → {new}."


def _places(compared: Compared) -> tuple[str, str]:
    """`Loire (42)`."""
    one, other = (f"{name_of(code)} ({code})" for code in compared.departements or ())
    return one, other


def _which(held: Held) -> str:
    """`version 1 (acte initial, signé le 15 juillet 2019)`."""
    version = held.version
    if held.point.which is Which.PROPOSED:
        return "avenant proposé, qui n’est enregistré nulle part"
    if version is None:
        moment = held.point.which is Which.POSITION
        return f"position {held.position} du journal" if moment else "projet en cours"
    signed = on(BusinessDate(version["signed_on"], Precision(version["signed_precision"])))
    return f"version {version['version_no']} ({ACTS[version['act']]}, signé {signed})"

"""Changing an act that is in force: a working copy of the version in force (rule 15)."""

from domain.convention import guards
from domain.convention.content import content_hash
from domain.convention.convention import Convention
from domain.convention.errors import NoOpenAvenant, NotAbandonable, NotRunning, WorkingCopyOpen
from domain.convention.stage import Life, Stage
from domain.convention.version import Act, AvenantKind


def open_avenant(convention: Convention, *, motive: str, kind: AvenantKind) -> None:
    """`motive` is a seal. The number follows that of the last avenant in force."""
    if convention.life is not Life.RUNNING:
        raise NotRunning("Un avenant ne s’ouvre que sur une convention en exécution.")
    if convention.stage not in (None, Stage.PAPER):
        raise WorkingCopyOpen("Un avenant est déjà en préparation.")
    in_force = convention.versions[-1]
    if convention.stage is Stage.PAPER and in_force.content_hash != content_hash(convention):
        raise WorkingCopyOpen("Une version sur papier est en cours de reprise.")
    convention.avenant_opened(
        avenant_no=sum(version.act is Act.AVENANT for version in convention.versions) + 1,
        motive=guards.seal(motive, "/motive"),
        kind=kind,
        base_version=in_force.no,
    )


def abandon_avenant(convention: Convention) -> None:
    """The content of the version in force is restored."""
    if convention.avenant is None:
        raise NoOpenAvenant("Aucun avenant n’est en préparation.")
    if convention.stage is Stage.SIGNING:
        raise NotAbandonable("L’avenant est en signature : annulez d’abord le tour de signature.")
    convention.avenant_abandoned(no=convention.avenant.no)

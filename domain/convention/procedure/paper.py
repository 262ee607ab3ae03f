"""Acts that were signed on paper and are taken over: no slots, no platform signature, no mails."""

from collections.abc import Sequence
from datetime import date

from domain.convention import guards
from domain.convention.content import content_hash
from domain.convention.convention import Convention
from domain.convention.errors import ImportOnly, InvalidAct, NotPaper, VersionGap
from domain.convention.stage import Stage
from domain.convention.version import Act
from domain.dates import BusinessDate, bounded, signed_by


def writable_by(convention: Convention, *, imported: bool) -> None:
    """Asked before every content command: a paper act is written by import only."""
    if convention.stage is Stage.PAPER and not imported:
        raise ImportOnly("Cette convention reprend un acte papier : ouvrez un avenant.")


def import_version(
    convention: Convention,
    *,
    version_no: int,
    act: Act,
    signed_on: BusinessDate,
    effective_from: date,
    today: date,
    offices: Sequence[str] = (),
    evidence_sha256: str | None = None,
) -> None:
    """The content written so far is what was signed; what is written next is for the next version.

    `offices` are those who signed, as far as the source names them.
    """
    if convention.stage is not Stage.PAPER:
        raise NotPaper("Cette convention ne reprend pas, ou plus, un acte papier.")
    if version_no != len(convention.versions) + 1:
        raise VersionGap("Les versions se suivent sans lacune.", field="/version_no")
    if (version_no == 1) != (act is Act.INITIAL):
        raise InvalidAct("Seule la première version est l’acte initial.", field="/act")
    if evidence_sha256 is not None:
        guards.seal(evidence_sha256, "/evidence_sha256")
    guards.after_what_it_amends(convention, effective_from)
    convention.version_imported(
        version_no=version_no,
        act=act,
        content_hash=content_hash(convention),
        signed_on=signed_by(signed_on.date, "/signed_on", today=today),
        precision=signed_on.precision,
        effective_from=bounded(effective_from, "/effective_from", today=today),
        offices=tuple(guards.code(office, "/offices") for office in offices),
        evidence_sha256=evidence_sha256,
    )

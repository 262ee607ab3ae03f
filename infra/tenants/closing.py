"""A tenant closed for ever: its sealed export first, then the event that names it.

From the terminal at once, or by the process that holds the owner once somebody asked for it by the
API. Whatever stops it halfway leaves an export that nothing names, and a tenant that is suspended.
"""

from pathlib import Path

from domain.errors import RuleBroken
from infra.store.following.heads import heads
from infra.store.notices.overdue import standings
from infra.store.watch.standings import followed
from infra.tenants.exporting import export as sealed_export
from infra.tenants.operating import declared_tenant, note_look
from infra.wiring import Wiring
from services.ask import Ask
from services.platform import commands, tenants
from workers.notify.consumer import Notifying
from workers.notify.outcome import Status

# What the system still records in a suspended tenant must be in its export.
ATTEMPTS = 5


class ClosingMustWait(RuleBroken):
    """Something may still be recorded in the log that is about to be sealed."""

    code = "closing-must-wait"


def folder_of(wiring: Wiring) -> Path:
    return wiring.settings.home / "exports"


def exported(wiring: Wiring, ask: Ask, code: str, folder: Path) -> tuple[Path, str]:
    """The look is committed before the file exists, and is part of it. Raises OSError."""
    tenants.export_tenant(wiring.platform(), ask, commands.ExportTenant(code=code))
    note_look(wiring, ask, code, "export")
    return sealed_export(wiring, code, folder)


def sealed(wiring: Wiring, ask: Ask, code: str, folder: Path) -> tuple[Path, str]:
    """An export after which nothing more was recorded. Raises ClosingMustWait, OSError."""
    demand_nothing_to_come(wiring, code)
    for _ in range(ATTEMPTS):
        before = heads(wiring.pool).get(code)
        path, digest = exported(wiring, ask, code, folder)
        if heads(wiring.pool).get(code) == before:
            demand_nothing_to_come(wiring, code)
            return path, digest
    raise ClosingMustWait(
        f"Des envois de {code} s’enregistrent encore, l’export est aussitôt dépassé : "
        "attendez qu’ils soient finis (« pacte notifications due »), puis relancez."
    )


def finish(wiring: Wiring, ask: Ask, code: str) -> bool:
    """What was asked for. False: it is done, or whoever reopened the tenant took the wish back.

    Raises as `sealed`, and IntegrityError for whom something else happened to it meanwhile.
    """
    tenant = declared_tenant(wiring, code)
    if tenant.closing is None:
        return False
    _, digest = sealed(wiring, ask, code, folder_of(wiring))
    tenants.finish_closing(wiring.platform(), ask, tenant, digest)
    return True


def demand_nothing_to_come(wiring: Wiring, code: str) -> None:
    """What becomes of a mail is recorded in the log that is about to be sealed."""
    outbox = [each for each in followed(wiring.pool) if each.projection == Notifying.name]
    if any(each.position < each.head for each in outbox if each.tenant == code):
        raise ClosingMustWait(
            f"Tout le journal de {code} n’a pas encore été lu, des courriers peuvent en "
            "naître : laissez « pacte follow » le rattraper (« pacte projections status » dit "
            "où il en est), puis relancez."
        )
    waiting = sum(
        each.rows
        for each in standings(wiring.pool)
        if each.tenant == code and each.status != Status.GIVEN_UP
    )
    if waiting:
        raise ClosingMustWait(
            f"Des courriers de {code} ne sont pas encore partis : {waiting}. Attendez qu’ils "
            f"le soient ou soient abandonnés (« pacte notifications due --tenant {code} »), "
            "puis relancez."
        )

"""What a person reads at the end of `pacte demo`."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from domain.dates import Precision
from domain.departement import name_of
from infra.clock import PARIS
from infra.demo.living import loire
from infra.demo.living.scene import TENANT
from infra.demo.personas import persona, token
from infra.demo.report import NO_YEAR
from infra.settings import Settings
from infra.wiring import Wiring
from projections.trail.french import euros, office
from workers.notify.wording import NOTICES

LIVES = {
    "preparing": "projet",
    "signed": "signée",
    "running": "en exécution",
    "abandoned": "abandonnée",
}
KNOWN = {Precision.DAY: "%d/%m/%Y", Precision.MONTH: "%m/%Y", Precision.YEAR: "%Y"}
NBSP = "\N{NO-BREAK SPACE}"
THIN = "\N{NARROW NO-BREAK SPACE}"
COUNTED = loire.published_counts()
NOTES = {
    "42": f"Actes papier repris. Le ministère compte {COUNTED[1]} actions en 2019 et {COUNTED[2]} "
    f"en 2020{THIN}; douze titres sont publiés, aucun n’est inventé. Les deux exercices ne "
    "s’additionnent pas.",
    "48": f"Acte papier et projet repris. Aucune source ne donne l’exercice des 176{THIN}000{NBSP}€"
    f"{NBSP}: ils ne peuvent pas être figés. Rangs publiés 1, 2, 3 = axes 1, 3, 4.",
    "05": "Vingt-six actions publiées, sans aucun montant. La CPT porte en plus l’histoire de "
    f"démonstration{NBSP}: ses personnes, ses actions et ses montants sont inventés. Elle laisse "
    "un second avenant à signer par la présidence et par la direction de l’ARS.",
}
NEXT = (
    ("pacte demo --keep", "la même démonstration, qui continue de servir l’API"),
    ("pacte psql --as t_05", "regarder le journal des Hautes-Alpes, sans pouvoir y toucher"),
    ("pacte projections status", "où en est chaque tableau de lecture"),
    ("pacte notifications due", "les courriers qui attendent"),
)


def show(console: Console, wiring: Wiring, found: dict[str, Any]) -> None:
    for code, tenant in found["tenants"].items():
        console.rule(f"{code} {name_of(code)}", align="left")
        console.print(*_tenant(wiring, code, tenant), sep="\n")
    recorded = found["recorded"]
    said = (
        f"{recorded} événements enregistrés" if recorded else "tout était déjà là, rien n’a changé"
    )
    console.print(f"{said}, en {found['seconds']}{NBSP}s.")
    console.print(_where_next(wiring.settings))


def show_way_in(console: Console, settings: Settings) -> None:
    who = persona(TENANT, "manager")
    address = f"{settings.url}/api/v1/tenants/{TENANT}/conventions"
    served = f"Pacte sert sur {settings.url} (documentation{NBSP}: {settings.url}/api/docs)."
    console.print(served, soft_wrap=True)
    console.print(f"{who.display_name}{NBSP}:")
    console.print(
        f"  curl -H 'Authorization: Bearer {token(settings, who)}' {address}", soft_wrap=True
    )
    console.print(f"À signer{NBSP}: {settings.url}/t/{TENANT}/a-signer", soft_wrap=True)
    console.print("Ctrl-C pour arrêter.")


def _tenant(wiring: Wiring, code: str, tenant: dict[str, Any]) -> Iterator[RenderableType]:
    yield Text(NOTES[code], style="italic")
    yield _conventions(tenant["conventions"])
    signatures = [
        (convention["kind"], one)
        for convention in tenant["conventions"]
        for one in convention["signatures"]
    ]
    if signatures:
        yield _signatures(wiring, code, signatures)
    yield Text(f"Journal{NBSP}: {sum(tenant['events'].values())} événements. {_mails(tenant)}")
    yield Text(_receipts(tenant["digests"]))


def _conventions(conventions: list[dict[str, Any]]) -> Table:
    table = _table("Convention", "Version", "Actions", "Exercice")
    for side in ("État", "Département"):
        table.add_column(side, justify="right", no_wrap=True)
    for convention in conventions:
        name = f"{convention['kind']}\n{LIVES[convention['life']]}"
        states = convention["versions"] or [{"no": None, **convention}]
        for state in states:
            years = list(state["cents"].items()) or [("—", {})]
            for year, sides in years:
                first = year == years[0][0]
                table.add_row(
                    name if first else "",
                    _version(state) if first else "",
                    _actions(state["actions"]) if first else "",
                    "sans" if year == NO_YEAR else year,
                    *(_amount(sides.get(side)) for side in ("state", "departement")),
                )
            name = ""
    return table


def _table(*headings: str) -> Table:
    return Table(*headings, box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))


def _version(state: dict[str, Any]) -> str:
    if state["no"] is None:
        return ""
    on = state["signed_on"]
    if on is None:
        return f"{state['no']}, non signée"
    signed = date.fromisoformat(on["date"]).strftime(KNOWN[Precision(on["precision"])])
    return f"{state['no']}, {'papier ' if state['paper'] else ''}{signed}"


def _actions(counts: dict[str, int]) -> str:
    told = f"+{counts['story']} démo" if counts["story"] else ""
    return f"{counts['seed']}{told}"


def _amount(cents: int | None) -> str:
    return "—" if cents is None else euros(cents)


def _signatures(wiring: Wiring, code: str, signatures: list[tuple[str, dict[str, Any]]]) -> Table:
    people = wiring.people(code).many([UUID(one["person_id"]) for _, one in signatures])
    table = _table("Version", "Signée le", "En qualité de", "Par")
    for kind, one in signatures:
        person = people.get(UUID(one["person_id"]))
        at = datetime.fromisoformat(one["signed_at"]).astimezone(PARIS)
        table.add_row(
            f"{kind} {one['version']}",
            f"{at:%d/%m/%Y}",
            office(one["office"]),
            person.display_name if person else "effacé",
        )
    return table


def _mails(tenant: dict[str, Any]) -> str:
    sent = [f"{NOTICES.get(kind, kind)} ({count})" for kind, count in tenant["mails"].items()]
    return f"Courriers envoyés{NBSP}: {', '.join(sent)}." if sent else "Aucun courrier."


def _receipts(digests: dict[str, Any]) -> str:
    wrong = [name for name, one in digests.items() if not one["equal"]]
    if wrong:
        return f"✗ Le journal donne autre chose{NBSP}: {', '.join(wrong)}."
    return f"✓ {len(digests)} tableaux de lecture recalculés depuis le journal, tous identiques."


def _where_next(settings: Settings) -> Table:
    table = Table("Et ensuite", "", show_header=True, box=None)
    for command, words in NEXT:
        table.add_row(command, words)
    table.add_row(str(settings.home / "inbox"), "les courriers reçus, un fichier .eml chacun")
    return table

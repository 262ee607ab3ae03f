"""`pacte doctor`: what is wrong, in plain French, and what to do."""

import json
from dataclasses import asdict

import click

from infra.doctor.coming_along import coming_along
from infra.doctor.finding import Finding
from infra.doctor.machine import on_this_machine
from infra.doctor.reached import over_the_network
from infra.doctor.schemas import schemas
from infra.doctor.seals import seals
from infra.doctor.stamps import stamps
from infra.doctor.ways_in import ways_in
from infra.settings import SettingRefused, Settings


@click.command
@click.option("--json", "as_json", is_flag=True, help="Un seul document JSON.")
def command(*, as_json: bool) -> int:
    """Dit ce qui ne va pas, et quoi faire. Ne change rien."""
    found = _looked_at()
    wrong = [finding for finding in found if finding.remedy]
    if as_json:
        document = {"ok": not wrong, "findings": [asdict(finding) for finding in found]}
        click.echo(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        _print(found)
        click.echo(f"{len(wrong)} chose(s) à faire." if wrong else "Tout va bien.")
    return 1 if wrong else 0


def _looked_at() -> list[Finding]:
    try:
        settings = Settings.from_environ()
    except SettingRefused as refusal:
        remedy = "Corrigez cette variable, puis relancez\u00a0: pacte doctor."
        return [Finding("réglages", refusal.format_message(), remedy)]
    return [
        *on_this_machine(settings),
        *over_the_network(settings),
        schemas(settings),
        *coming_along(settings),
        *seals(settings),
        stamps(settings),
        ways_in(settings),
    ]


def _print(found: list[Finding]) -> None:
    for finding in found:
        click.echo(f"{'✗' if finding.remedy else '✓'} {finding.name}\u00a0: {finding.text}")
        if finding.remedy:
            click.echo(f"  → {finding.remedy}")

"""A proposed avenant from a file, tried as its département’s manager would, and kept nowhere."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from marshmallow import ValidationError

import infra.web.api  # noqa: F401  # what may be proposed is what its routes take
from domain.convention.version import AvenantKind
from domain.dates import BusinessDate
from domain.envelope import Provenance, ProvenanceKind
from domain.roles import SIDES, Role
from infra.cli.acts.plan_file import NBSP, FileRefused
from infra.clock import day_of
from infra.reading.trying import Trial, trial
from infra.tenants.operating import let_in
from infra.web.refusing.pointers import body_faults
from infra.web.schemas.asked.comparison import TrialBody
from infra.wiring import Wiring
from services.ask import Ask, Caller
from services.imports.identities import person_id


def proposed(wiring: Wiring, tenant: str, convention_id: UUID, file: Path) -> Trial:
    """Raises FileRefused, and what `trial` raises."""
    written = _read(file)
    kind = written.get("kind", AvenantKind.GENERAL)
    return trial(wiring, _ask(wiring, tenant), convention_id, written["changes"], kind)


def _read(file: Path) -> Mapping[str, Any]:
    """The body that the API takes."""
    try:
        read: Mapping[str, Any] = TrialBody().load(json.loads(file.read_bytes()))
    except ValidationError as error:
        fault, *_ = body_faults(error.normalized_messages())  # type: ignore[no-untyped-call]
        where = f"{fault['pointer']}, " if fault["pointer"] else ""
        raise FileRefused(f"{file}{NBSP}: {where}{fault['detail']}") from error
    except (ValueError, RecursionError) as error:
        raise FileRefused(f"{file}{NBSP}: ce n’est pas du JSON en UTF-8.") from error
    return read


def _ask(wiring: Wiring, tenant: str) -> Ask:
    moment = wiring.clock()
    caller = Caller(
        tenant=tenant,
        person_id=person_id(tenant, "operator"),
        role=Role.DEPT_MANAGER.value,
        side=SIDES[Role.DEPT_MANAGER],
        auth_method="cli",
    )
    return Ask(
        caller=let_in(wiring, caller),
        provenance=Provenance(ProvenanceKind.SYSTEM, "pacte compare"),
        correlation_id=uuid4(),
        now=moment,
        today=day_of(moment),
        effective_on=BusinessDate(day_of(moment)),
    )

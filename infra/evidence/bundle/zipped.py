"""A bundle in one file without a name: it goes with whoever holds it."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from infra.evidence.bundle.exporting import Made, export
from infra.store.following.instants import AsOf
from infra.wiring import Wiring


def zipped(wiring: Wiring, tenant: str, as_of: AsOf | None) -> tuple[Made, IO[bytes]]:
    """At its end; closed, it is gone, as the folder of which it was made is already.

    Raises as `export`.
    """
    with TemporaryDirectory() as folder, ExitStack() as held:
        made = export(wiring, tenant, Path(folder) / f"pacte-audit-{tenant}", as_of=as_of)
        file = held.enter_context(TemporaryFile())
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for path in sorted(made.path.rglob("*")):
                archive.write(path, path.relative_to(folder))
        held.pop_all()
    return made, file

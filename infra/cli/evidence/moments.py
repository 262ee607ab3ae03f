"""`--as-of`: a position of the log, or an instant."""

import re
from datetime import datetime

import click

from infra.cli.acts.moments import instant
from infra.typography import french

POSITION = re.compile(r"[0-9]{1,16}")


class MomentText(click.ParamType[int | datetime]):
    name = "POSITION|INSTANT"

    def convert(
        self, value: str | int | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | datetime:
        if not isinstance(value, str):
            return value
        try:
            return int(value) if POSITION.fullmatch(value) else instant(value)
        except ValueError:
            self.fail(
                french(
                    f"« {value} » ne désigne aucun moment. Donnez une position du journal (1234) "
                    "ou un instant avec son fuseau (2025-06-30T12:00:00Z)."
                ),
                param,
                ctx,
            )

"""How parameters and bodies reach a schema: nothing twice, nothing unknown, nothing guessed."""

from typing import Any, NoReturn

from flask import Request
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser

from infra.web.asked import strict_json
from infra.web.refusing.pointers import body_faults, parameter_faults
from infra.web.refusing.refusals import Refused


class StrictParser(FlaskParser):
    DEFAULT_UNKNOWN_BY_LOCATION = {"json": RAISE, "query": RAISE}  # noqa: RUF012  # library's hook

    def _raw_load_json(self, req: Request) -> Any:
        return strict_json.read(req)

    def load_querystring(self, req: Request, schema: Schema) -> dict[str, str]:  # noqa: ARG002
        given = req.args.to_dict(flat=False)
        twice = [name for name, values in given.items() if len(values) > 1]
        if twice:
            raise Refused(
                "invalid-parameter",
                "Un paramètre est donné deux fois.",
                parameter_faults(dict.fromkeys(twice, "Une seule valeur est attendue.")),
            )
        return {name: values[0] for name, values in given.items()}

    def handle_error(
        self, error: ValidationError, req: Request, schema: Schema, **_given: Any
    ) -> NoReturn:
        del req, schema
        messages = error.normalized_messages()  # type: ignore[no-untyped-call]
        (location, found), *_ = messages.items()
        if location == "json":
            code, faults = "invalid", body_faults(found)
        else:
            code, faults = "invalid-parameter", parameter_faults(found)
        raise Refused(code, "Des champs sont refusés : voir « errors ».", faults) from error

"""`Idempotency-Key`: what makes it safe to send a command again."""

import json
import re
from hmac import digest as hmac_digest
from typing import Any
from uuid import UUID, uuid5

from flask import Request

from infra.web.refusing.refusals import Refused
from services.ask import Caller, Key

NAMESPACE = UUID("6d3f2a1e-6a0c-5f0e-9a47-0d5c1f6b7e21")
FORM = re.compile(r"[\x21-\x7e]{1,200}")


def key(request: Request, body: Any, caller: Caller, status: int) -> Key:
    """Raises Refused. The hash leaves If-Match out: a repeated request may name a passed one."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        raise Refused("idempotency-key-missing", "L’en-tête Idempotency-Key est obligatoire.")
    if not FORM.fullmatch(given):
        raise Refused(
            "idempotency-key-malformed",
            "Idempotency-Key attend de 1 à 200 caractères ASCII visibles, sans espace.",
        )
    return Key(
        command_id=command_id(caller, given),
        request_sha256=digest(request, body, given),
        status=status,
    )


def command_id(caller: Caller, given: str) -> UUID:
    return uuid5(uuid5(NAMESPACE, f"{caller.tenant}/{caller.person_id}"), given)


def digest(request: Request, body: Any, given: str) -> bytes:
    """Of the method, the path and the body: white space and the order of members do not count.

    Keyed, for bodies hold names and motives that may be erased: who guesses one needs the key of
    the request to make sure, and of that the log keeps no more than a hash.
    """
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"))
    said = f"{request.method}\n{request.path}\n{canonical}"
    return hmac_digest(given.encode(), said.encode(), "sha256")

"""A command by form: asked once, however often the button was pressed."""

import re
from dataclasses import replace
from uuid import uuid4

from flask import request

from domain.envelope import ProvenanceKind
from infra.web.asked.keys import FORM, command_id, digest
from infra.web.commands import Run, asking, recorded_once
from infra.web.refusing.refusals import Refused
from services.ask import Ask, Caller, Key
from services.pactes import Receipt

SEE_OTHER = 303
VERSION = re.compile(r"[1-9][0-9]{0,9}")
INCOMPLETE = "Ce formulaire est incomplet : rouvrez l’acte depuis la liste « À signer »."


def new_key() -> str:
    """Of one form: pressed twice, or sent again after a lost answer, it acts once."""
    return str(uuid4())


def performed(caller: Caller, run: Run) -> Receipt:
    """Raises what the command refuses, and Refused for a form without its key or version."""
    identity = _key(caller)
    ask = asking(caller, ProvenanceKind.UI, identity)
    return recorded_once(lambda: run(_expecting(ask)), identity)


def _key(caller: Caller) -> Key:
    given = request.form.get("key", "")
    if not FORM.fullmatch(given):
        raise Refused("malformed-request", INCOMPLETE)
    told = {name: text for name, text in request.form.items() if name != "csrf"}
    return Key(
        command_id=command_id(caller, given),
        request_sha256=digest(request, told, given),
        status=SEE_OTHER,
    )


def _expecting(ask: Ask) -> Ask:
    """The version that the form was made from: without it nobody knows what the person read."""
    version = request.form.get("version", "")
    if not VERSION.fullmatch(version):
        raise Refused("malformed-request", INCOMPLETE)
    return replace(ask, expected_version=int(version))

"""Sentences for what proves: the installation, its keys, what was checked and moved."""

from domain.platform import instance_facts as instance
from projections.trail.french import NBSP
from projections.trail.sentence import sentence

SHOWN = 16


@sentence.register
def _(event: instance.InstanceNamed) -> str:
    return f"Installation nommée{NBSP}: {event.instance_id}."


@sentence.register
def _(event: instance.EvidenceKeyIntroduced) -> str:
    return f"Clé de scellement {event.public_key[:SHOWN]}… mise en service."


@sentence.register
def _(event: instance.EvidenceKeyRetired) -> str:
    return f"Clé de scellement {event.public_key[:SHOWN]}… retirée."

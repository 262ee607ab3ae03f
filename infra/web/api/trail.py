"""The audit trail: one sentence per event."""

from infra.web.api.conventions import ONE
from infra.web.asked.paging import Paging
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get
from infra.web.schemas.asked import reads as asked
from infra.web.schemas.shown import people as shown_people
from projections.queries.trail import AUDIT_TRAIL

family = Family("trail", description="Le journal, une phrase par fait.")
NEWEST_FIRST = Paging("position", "before", int)

get(
    family,
    "/trail",
    "Le journal du département, du plus récent au plus ancien",
    read=Read(query=AUDIT_TRAIL, items=True, paging=NEWEST_FIRST),
    parameters=asked.Page,
    shows=shown_people.EventSchema,
)
get(
    family,
    f"{ONE}/events",
    "Le journal d’une convention",
    read=Read(query=AUDIT_TRAIL, items=True, stream="convention_id", paging=NEWEST_FIRST),
    parameters=asked.Page,
    shows=shown_people.EventSchema,
)

"""What differs between two contents of a convention, and who made it differ."""

from infra.web.api.conventions import ONE
from infra.web.comparing.across import answered
from infra.web.comparing.instants import settled
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get
from infra.web.schemas.asked import comparison as asked_comparison
from infra.web.schemas.shown.comparison import ComparisonSchema
from projections.comparison.document import document
from projections.queries.comparison import COMPARED, EXERCICES, HELD

family = Family("comparison", description="Ce qui diffère, ligne par ligne, et au centime.")

get(
    family,
    f"{ONE}/comparison",
    "Ce qui diffère entre deux versions, ou deux moments",
    read=Read(query=COMPARED, document=document, settle=settled),
    parameters=asked_comparison.TwoStates,
    shows=ComparisonSchema,
)
get(
    family,
    f"{ONE}/comparison/exercices",
    "Ce que l’acte prévoit pour deux exercices",
    read=Read(query=EXERCICES, document=document, settle=settled),
    parameters=asked_comparison.TwoExercices,
    shows=ComparisonSchema,
)
get(
    family,
    f"{ONE}/comparison/departements",
    "Le même genre d’acte dans deux départements, pour qui les voit tous deux",
    read=Read(query=HELD, document=document),
    parameters=asked_comparison.TwoDepartements,
    shows=ComparisonSchema,
    answers=answered,
)

"""Draft a convention and say what it contains; read it."""

from uuid import UUID

from infra.web.asked.paging import Paging
from infra.web.context import wiring
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get, post
from infra.web.schemas import conventions as schemas
from infra.web.schemas.asked import reads as asked
from infra.web.schemas.shown import conventions as shown
from projections.queries.convention import conventions as queries
from projections.queries.convention.convention_list import CONVENTION_LIST
from services.ask import Ask
from services.conventions import commands, drafting
from services.pactes import Pactes, Receipt

family = Family("conventions", description="Les conventions et ce qu’elles contiennent.")
ONE = "/conventions/<uuid:convention_id>"


def draft_convention(pactes: Pactes, ask: Ask, command: commands.DraftConvention) -> Receipt:
    """The rules of its kind come from the national framework."""
    return drafting.draft_convention(pactes, wiring().platform(), ask, command)


post(
    family,
    "/conventions",
    "Rédiger une convention",
    body=schemas.DraftBody,
    command=commands.DraftConvention,
    service=draft_convention,
    creates=True,
    conditional=False,
)
post(
    family,
    f"{ONE}/volets",
    "Définir un volet",
    body=schemas.VoletBody,
    command=commands.DefineVolet,
    service=drafting.define_volet,
)
post(
    family,
    f"{ONE}/articles",
    "Écrire ou récrire un article",
    body=schemas.ArticleBody,
    command=commands.SetArticle,
    service=drafting.set_article,
)
get(
    family,
    "/conventions",
    "Les conventions, et leurs montants par exercice",
    read=Read(
        query=CONVENTION_LIST,
        items=True,
        own=True,
        paging=Paging("convention_id", "after", UUID),
    ),
    parameters=asked.Conventions,
    shows=shown.ConventionItemSchema,
)
get(
    family,
    ONE,
    "Une convention",
    read=Read(query=queries.CONVENTION),
    parameters=asked.InForce,
    shows=shown.ConventionDetailSchema,
)
get(
    family,
    f"{ONE}/versions",
    "Ses versions",
    read=Read(query=queries.CONVENTION_VERSIONS, items=True),
    parameters=asked.InForce,
    shows=shown.VersionSchema,
)
get(
    family,
    f"{ONE}/versions/<no:version_no>",
    "Ce que disait une de ses versions",
    read=Read(query=queries.CONVENTION),
    parameters=asked.Judged,
    shows=shown.ConventionDetailSchema,
)

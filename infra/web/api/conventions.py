"""POST: draft a convention and say what it contains."""

from infra.web.context import wiring
from infra.web.openapi import Family
from infra.web.routes import post
from infra.web.schemas import conventions as schemas
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

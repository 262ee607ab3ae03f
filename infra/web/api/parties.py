"""POST: who contracts and who signs."""

from infra.web.api.conventions import ONE
from infra.web.documents.openapi import Family
from infra.web.routes import post
from infra.web.schemas import parties as schemas
from services.conventions import commands, drafting

family = Family("parties", description="Parties et signataires d’une convention.")

post(
    family,
    f"{ONE}/parties",
    "Ajouter une partie",
    body=schemas.PartyBody,
    command=commands.AddParty,
    service=drafting.add_party,
)
post(
    family,
    f"{ONE}/signatories",
    "Désigner un signataire",
    body=schemas.SignatoryBody,
    command=commands.DesignateSignatory,
    service=drafting.designate_signatory,
    creates=True,
)

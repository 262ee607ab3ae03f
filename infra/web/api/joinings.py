"""A partner asks to join; the State and the Département agree or refuse."""

from infra.web.api.conventions import ONE
from infra.web.documents.openapi import Family
from infra.web.reads import Read
from infra.web.routes import get, post
from infra.web.schemas import parties as schemas
from infra.web.schemas.asked import reads as asked
from infra.web.schemas.conventions import MotiveBody
from infra.web.schemas.shown import conventions as shown
from infra.web.schemas.shown import people as shown_people
from projections.queries.convention.parts import CONVENTION_PARTNERS
from services.joining import commands, joinings

family = Family("joinings", description="Adhésion des partenaires.")
JOINING = "/joinings/<uuid:joining_id>"

post(
    family,
    "/joinings",
    "Demander à rejoindre une convention",
    body=schemas.JoiningBody,
    command=commands.RequestPartnerJoining,
    service=joinings.request_partner_joining,
    creates=True,
    conditional=False,
)
post(
    family,
    f"{JOINING}/agreements",
    "Donner l’accord de son côté à une adhésion",
    body=schemas.JoiningAgreementBody,
    command=commands.AgreePartnerJoining,
    service=joinings.agree_partner_joining,
)
post(
    family,
    f"{JOINING}/refusals",
    "Refuser une adhésion",
    body=MotiveBody,
    command=commands.RefusePartnerJoining,
    service=joinings.refuse_partner_joining,
)
get(
    family,
    f"{ONE}/partners",
    "Ses partenaires et leurs adhésions",
    read=Read(query=CONVENTION_PARTNERS, items=True),
    parameters=asked.InForce,
    shows=shown_people.PartnerSchema,
    beside=shown.JudgedSchema,
)

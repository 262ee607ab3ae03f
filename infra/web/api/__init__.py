"""The routes, one file per family: commands as POST on sub-resources, reads as GET."""

from infra.web.api import (
    access,
    actions,
    comparison,
    conventions,
    evidence,
    funding,
    joinings,
    national,
    organizations,
    parties,
    persons,
    platform,
    procedure,
    signing,
    trail,
)

FAMILIES = (
    conventions.family,
    parties.family,
    actions.family,
    funding.family,
    comparison.family,
    procedure.family,
    signing.family,
    joinings.family,
    organizations.family,
    persons.family,
    trail.family,
    evidence.family,
    national.family,
    *access.FAMILIES,
    *platform.FAMILIES,
    persons.above,
)

"""The routes, one file per family: commands as POST on sub-resources, reads as GET."""

from infra.web.api import (
    access,
    actions,
    comparison,
    conventions,
    funding,
    joinings,
    national,
    organizations,
    parties,
    persons,
    platform,
    procedure,
    replay,
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
    replay.family,
    national.family,
    *access.FAMILIES,
    *platform.FAMILIES,
    persons.above,
)

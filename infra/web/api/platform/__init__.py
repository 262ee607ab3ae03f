"""Above the départements: the people of the platform, tenants, providers of identities."""

from infra.web.api.platform import members, providers, tenants

FAMILIES = (members.family, tenants.family, providers.above, providers.family)

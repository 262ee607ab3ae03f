"""Who belongs to a tenant: people, auditors, machines; and who looked."""

from infra.web.api.access import looks, machines, mandates, members

FAMILIES = (members.family, mandates.family, machines.family, looks.family)

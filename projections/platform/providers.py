"""By whom people are recognised, and in which tenants."""

from functools import singledispatch

from domain.sso import facts
from projections.change import Change, Projection, Recorded, Table, added, changed

PROVIDERS = Table(
    name="identity_providers",
    key={"provider_id": "uuid"},
    # `tenants` empty: every tenant.
    values={
        "slug": "text",
        "name": "text",
        "issuer": "text",
        "tenants": "json",
        "ended": "boolean",
    },
)


def rows(recorded: Recorded) -> list[Change]:
    return _rows(recorded.event)


@singledispatch
def _rows(_event: object) -> list[Change]:
    return []


@_rows.register
def _(event: facts.TenantSsoConfigured) -> list[Change]:
    configured = added(
        PROVIDERS,
        {"provider_id": event.originator_id},
        slug=event.slug,
        name=event.configuration.name,
        issuer=event.issuer,
        tenants=event.configuration.tenants,
        ended=False,
    )
    return [configured]


@_rows.register
def _(event: facts.TenantSsoChanged) -> list[Change]:
    again = changed(
        PROVIDERS,
        {"provider_id": event.originator_id},
        name=event.configuration.name,
        tenants=event.configuration.tenants,
        ended=False,
    )
    return [again]


@_rows.register
def _(event: facts.TenantSsoEnded) -> list[Change]:
    return [changed(PROVIDERS, {"provider_id": event.originator_id}, ended=True)]


PROJECTION = Projection("providers", 1, (PROVIDERS,), rows)

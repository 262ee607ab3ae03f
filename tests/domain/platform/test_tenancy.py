"""A tenant that is suspended, reopened, closed."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.convention.errors import InvalidSeal
from domain.errors import RuleBroken
from domain.platform import moving, tenancy
from domain.platform.facts import (
    TenantClosed,
    TenantMailSignInClosed,
    TenantMailSignInOpened,
    TenantSuspended,
)
from domain.platform.moving import TenantExists, TenantNotMoved
from domain.platform.tenancy import (
    ClosingAlreadyRequested,
    ClosingNotRequested,
    MailSignInAlreadyOpen,
    MailSignInNotOpen,
    TenantAlreadyActive,
    TenantNotActive,
    TenantNotSuspended,
    TenantOpenedBefore,
)
from domain.platform.tenant import Tenant, TenantStatus
from tests.domain.platform.test_tenant import declared

SEAL, EXPORT, HOST = "5f" * 32, "c0" * 32, "https://pacte.exemple.test"
COMMANDS: dict[str, Callable[[Tenant], None]] = {
    "activate": tenancy.activate,
    "suspend": lambda tenant: tenancy.suspend(tenant, reason=SEAL),
    "reactivate": tenancy.reactivate,
    "close": lambda tenant: tenancy.close(tenant, reason=SEAL, export_sha256=EXPORT),
    "request": lambda tenant: tenancy.request_closing(tenant, reason=SEAL),
    "open by mail": tenancy.open_mail_sign_in,
    "leave": lambda tenant: moving.leave(tenant, position=41, root=EXPORT, to=HOST),
    "take back": moving.take_back,
    "receive": lambda tenant: moving.receive(tenant, reason=SEAL),
}
WAYS = {
    TenantStatus.DECLARED: (),
    TenantStatus.ACTIVE: ("activate",),
    TenantStatus.SUSPENDED: ("activate", "suspend"),
    TenantStatus.CLOSED: ("activate", "suspend", "close"),
    TenantStatus.MOVED: ("activate", "suspend", "leave"),
}
POSSIBLE = {
    (TenantStatus.DECLARED, "activate"): TenantStatus.ACTIVE,
    (TenantStatus.ACTIVE, "suspend"): TenantStatus.SUSPENDED,
    (TenantStatus.SUSPENDED, "reactivate"): TenantStatus.ACTIVE,
    (TenantStatus.SUSPENDED, "close"): TenantStatus.CLOSED,
    (TenantStatus.SUSPENDED, "request"): TenantStatus.SUSPENDED,
    (TenantStatus.SUSPENDED, "leave"): TenantStatus.MOVED,
    (TenantStatus.MOVED, "leave"): TenantStatus.MOVED,
    (TenantStatus.MOVED, "take back"): TenantStatus.ACTIVE,
    (TenantStatus.MOVED, "receive"): TenantStatus.SUSPENDED,
    (TenantStatus.DECLARED, "receive"): TenantStatus.SUSPENDED,
    (TenantStatus.ACTIVE, "open by mail"): TenantStatus.ACTIVE,
}
REFUSALS = {
    "activate": TenantAlreadyActive,
    "suspend": TenantNotActive,
    "reactivate": TenantNotSuspended,
    "close": TenantNotSuspended,
    "request": TenantNotSuspended,
    "leave": TenantNotSuspended,
    "take back": TenantNotMoved,
    "receive": TenantExists,
    "open by mail": TenantNotActive,
}

TRUE_OF = {
    TenantStatus.DECLARED: "n’est pas encore ouvert",
    TenantStatus.ACTIVE: "est ouvert",
    TenantStatus.SUSPENDED: "est suspendu",
    TenantStatus.CLOSED: "est fermé",
    TenantStatus.MOVED: "est parti",
}


def brought_to(status: TenantStatus) -> Tenant:
    tenant = declared()
    for name in WAYS[status]:
        COMMANDS[name](tenant)
    assert tenant.status is status
    tenant.collect_events()
    return tenant


@pytest.mark.parametrize("status", TenantStatus)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_state_allows_its_own_commands_alone(status: TenantStatus, name: str) -> None:
    tenant = brought_to(status)
    if (status, name) in POSSIBLE:
        COMMANDS[name](tenant)
        assert tenant.status is POSSIBLE[status, name]
        return
    with pytest.raises(REFUSALS[name]) as refused:
        COMMANDS[name](tenant)
    assert TRUE_OF[status] in refused.value.sentence or name in ("close", "request")
    assert (tenant.status, list(tenant.collect_events())) == (status, [])


def test_what_was_opened_before_is_not_said_to_be_open() -> None:
    for status in (TenantStatus.SUSPENDED, TenantStatus.CLOSED):
        with pytest.raises(TenantOpenedBefore):
            tenancy.activate(brought_to(status))
    with pytest.raises(TenantNotSuspended, match="est fermé"):
        COMMANDS["close"](brought_to(TenantStatus.CLOSED))


@given(st.lists(st.sampled_from(sorted(COMMANDS)), max_size=12))
def test_what_is_closed_stays_closed_and_was_suspended_before(names: list[str]) -> None:
    tenant, lived = declared(), [TenantStatus.DECLARED]
    for name in names:
        try:
            COMMANDS[name](tenant)
        except RuleBroken:
            continue
        lived.append(tenant.status)
    if TenantStatus.CLOSED in lived:
        at = lived.index(TenantStatus.CLOSED)
        assert lived[at - 1] is TenantStatus.SUSPENDED
        assert lived[at:] == [TenantStatus.CLOSED]


def test_reasons_are_seals_and_the_export_is_named_by_its_hash() -> None:
    tenant = brought_to(TenantStatus.ACTIVE)
    COMMANDS["suspend"](tenant)
    with pytest.raises(InvalidSeal) as refused:
        tenancy.close(tenant, reason=SEAL, export_sha256="export.zip")
    assert refused.value.field == "/export_sha256"
    COMMANDS["close"](tenant)
    suspended, closed = tenant.collect_events()
    assert isinstance(suspended, TenantSuspended)
    assert isinstance(closed, TenantClosed)
    assert (suspended.reason, closed.reason, closed.export_sha256) == (SEAL, SEAL, EXPORT)


def test_a_closing_is_asked_for_once_and_taken_back_by_reopening() -> None:
    tenant = brought_to(TenantStatus.SUSPENDED)
    COMMANDS["request"](tenant)
    with pytest.raises(ClosingAlreadyRequested):
        COMMANDS["request"](tenant)
    COMMANDS["reactivate"](tenant)
    COMMANDS["suspend"](tenant)
    with pytest.raises(ClosingNotRequested):
        tenancy.finish_closing(tenant, export_sha256=EXPORT)


def test_what_was_asked_for_is_closed_for_the_reason_that_was_given() -> None:
    tenant, why = brought_to(TenantStatus.SUSPENDED), "a1" * 32
    tenancy.request_closing(tenant, reason=why)
    tenancy.finish_closing(tenant, export_sha256=EXPORT)
    *_, closed = tenant.collect_events()
    assert isinstance(closed, TenantClosed)
    assert (closed.reason, closed.export_sha256) == (why, EXPORT)
    assert (tenant.status, tenant.closing) == (TenantStatus.CLOSED, None)


def test_the_way_in_by_mail_is_shut_at_first_and_whenever_somebody_says_so() -> None:
    tenant = brought_to(TenantStatus.ACTIVE)
    with pytest.raises(MailSignInNotOpen):
        tenancy.close_mail_sign_in(tenant)
    tenancy.open_mail_sign_in(tenant)
    with pytest.raises(MailSignInAlreadyOpen):
        tenancy.open_mail_sign_in(tenant)
    COMMANDS["suspend"](tenant)
    tenancy.close_mail_sign_in(tenant)
    opened, suspended, closed = tenant.collect_events()
    assert isinstance(opened, TenantMailSignInOpened)
    assert isinstance(suspended, TenantSuspended)
    assert isinstance(closed, TenantMailSignInClosed)

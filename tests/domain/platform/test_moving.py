"""A tenant that leaves for another host, and where it stood when it left."""

import pytest

from domain.convention.errors import InvalidSeal
from domain.platform import moving, tenancy
from domain.platform.facts import TenantExported
from domain.platform.moving import ClosingPending, InvalidHost, TenantExists
from domain.platform.tenant import Tenant, TenantStatus
from tests.domain.platform.test_tenancy import HOST, SEAL, brought_to

ROOT = "ab" * 32


def left(position: int = 41, to: str = HOST) -> Tenant:
    tenant = brought_to(TenantStatus.SUSPENDED)
    moving.leave(tenant, position=position, root=ROOT, to=to)
    return tenant


def test_it_says_where_it_went_and_where_its_log_stood() -> None:
    tenant = left(to=f" {HOST}/ ")
    (exported,) = tenant.collect_events()
    assert isinstance(exported, TenantExported)
    assert (exported.position, exported.root, exported.to) == (41, ROOT, HOST)
    assert (tenant.moved_to, tenant.left_at, tenant.left_root) == (HOST, 41, ROOT)


@pytest.mark.parametrize("name", ["take back", "receive"])
def test_back_here_it_forgets_where_it_was(name: str) -> None:
    tenant = left()
    acts = {
        "take back": lambda: moving.take_back(tenant),
        "receive": lambda: moving.receive(tenant, reason=SEAL),
    }
    acts[name]()
    assert (tenant.moved_to, tenant.left_at, tenant.left_root) == (None, None, None)


def test_written_out_again_the_last_address_counts() -> None:
    tenant = left()
    moving.leave(tenant, position=41, root=ROOT, to="https://autre.exemple.test")
    assert tenant.moved_to == "https://autre.exemple.test"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "pacte.exemple.test",
        "http://pacte.exemple.test",
        "ftp://pacte.exemple.test",
        "https://",
        "https://moi:secret@pacte.exemple.test",
        "https://pacte.exemple.test/?a=1",
        "https://pacte.exemple.test/#a",
        "https://pacte.exemple.test:0",
        "https://pacte.exemple.test/\r\nX: y",
        'https://pacte.exemple.test/">',
        "https://[::1",
        "https://" + "a" * 200,
        "https://é.exemple.test",
    ],
)
def test_what_is_no_address_of_a_host_is_refused(address: str) -> None:
    with pytest.raises(InvalidHost) as refused:
        moving.can_leave(brought_to(TenantStatus.SUSPENDED), address)
    assert refused.value.field == "/to"


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost", HOST])
def test_this_machine_may_be_tried_out(address: str) -> None:
    assert moving.can_leave(brought_to(TenantStatus.SUSPENDED), address) == address


def test_what_is_to_be_closed_does_not_leave() -> None:
    tenant = brought_to(TenantStatus.SUSPENDED)
    tenancy.request_closing(tenant, reason=SEAL)
    with pytest.raises(ClosingPending):
        moving.leave(tenant, position=41, root=ROOT, to=HOST)


def test_a_root_is_a_hash() -> None:
    with pytest.raises(InvalidSeal):
        moving.leave(brought_to(TenantStatus.SUSPENDED), position=41, root="x", to=HOST)


@pytest.mark.parametrize("status", TenantStatus)
def test_only_what_is_unknown_or_left_is_received(status: TenantStatus) -> None:
    moving.can_be_received(None)
    if status is TenantStatus.MOVED:
        moving.can_be_received(brought_to(status))
        return
    with pytest.raises(TenantExists):
        moving.can_be_received(brought_to(status))

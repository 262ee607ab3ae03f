"""Whatever is asked of members in whatever order: what no sequence of commands leaves behind."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from domain.access import mandates, membership, tokens
from domain.access.facts import MemberKind, Scope
from domain.access.held import MandateKind, MemberStatus
from domain.access.member import Member
from domain.access.membership import RESTING_ON
from domain.dates import last_day
from domain.errors import RuleBroken
from domain.roles import ADMINISTERING, MACHINES, OF_PLATFORM, SIGNING, Role
from tests.domain.access.given import ADMIN, SEAL, active, home, organization

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
ROLES = st.sampled_from(Role)


class Members(RuleBasedStateMachine):
    """One member, of a tenant or of the platform, human or machine."""

    ids = Bundle("ids")

    @initialize(first=ROLES)
    def begin(self, first: Role) -> None:
        self.member: Member = active(first)
        self.tenant = home(first)

    def attempt(self, command: Any, *given: Any, **named: Any) -> None:
        before = self.member.version
        try:
            command(self.member, *given, **named)
        except RuleBroken:
            assert self.member.version == before

    @rule(target=ids, role=ROLES, by=st.sampled_from([ADMIN, None]))
    def grant(self, role: Role, by: UUID | None) -> Any:
        grant_id = uuid4()
        self.attempt(
            membership.grant,
            tenant=self.tenant,
            grant_id=grant_id,
            role=role,
            organization_id=organization(role),
            by=by or self.member.person_id,
        )
        return multiple(grant_id, *(each.grant_id for each in self.member.grants))

    @rule(grant_id=ids)
    def revoke(self, grant_id: UUID) -> None:
        self.attempt(membership.revoke, grant_id=grant_id, motive=SEAL, by=ADMIN)

    @rule()
    def remove(self) -> None:
        self.attempt(membership.remove, motive=SEAL, by=ADMIN)

    @rule(role=ROLES)
    def invite_again(self, role: Role) -> None:
        self.attempt(
            membership.invite_again,
            tenant=self.tenant,
            grant_id=uuid4(),
            role=role,
            organization_id=organization(role),
            by=ADMIN,
        )

    @rule()
    def renew(self) -> None:
        self.attempt(membership.renew, invitation_id=uuid4(), by=ADMIN)

    @rule()
    def activate(self) -> None:
        self.attempt(membership.activate)

    @rule(since=DAYS, until=DAYS)
    def audit(self, since: date, until: date) -> None:
        self.attempt(
            mandates.grant_audit,
            mandate_id=uuid4(),
            auditor_body="Cour",
            convention_ids=(),
            since=since,
            until=until,
            legal_basis="Loi",
            by=ADMIN,
        )

    @rule(since=DAYS, until=DAYS)
    def look_from_above(self, since: date, until: date) -> None:
        for grant, more in (
            (mandates.grant_regional, {"region_code": "76"}),
            (mandates.grant_national, {}),
        ):
            named = {"mandate_id": uuid4(), "since": since, "until": until, "by": ADMIN}
            self.attempt(grant, **named, **more)

    @rule(hours=st.integers(-1, 10))
    def break_glass(self, hours: int) -> None:
        self.attempt(
            mandates.open_glass,
            opening_id=uuid4(),
            tenant="48",
            reason=SEAL,
            now=NOW,
            until=NOW + timedelta(hours=hours),
        )

    @rule(days=st.integers(-1, 400))
    def issue(self, days: int) -> None:
        self.attempt(
            tokens.issue,
            token_id=uuid4(),
            secret=str(uuid4()),
            scopes=(Scope.READ,),
            today=NOW.date(),
            expires_on=NOW.date() + timedelta(days=days),
            by=ADMIN,
        )

    @invariant()
    def nobody_administers_and_signs(self) -> None:
        held = {each.role for each in self.member.grants}
        assert not (held & ADMINISTERING and held & SIGNING)

    @invariant()
    def every_role_is_at_home(self) -> None:
        for each in self.member.grants:
            assert (each.role in OF_PLATFORM) == (self.tenant == "platform")
            assert (each.role in MACHINES) == (self.member.kind is MemberKind.MACHINE)

    @invariant()
    def who_was_removed_holds_nothing(self) -> None:
        member = self.member
        if member.status is MemberStatus.REMOVED:
            held = (member.grants, member.mandates, member.openings, member.tokens, member.clients)
            assert not any(held)

    @invariant()
    def what_rests_on_a_role_is_held_with_it(self) -> None:
        held = {each.role for each in self.member.grants}
        assert {each.kind for each in self.member.mandates} <= {
            RESTING_ON[role] for role in held & RESTING_ON.keys()
        }
        assert not self.member.openings or Role.PLATFORM_ADMIN in held
        assert not (self.member.tokens or self.member.clients) or held & MACHINES

    @invariant()
    def nothing_lasts_too_long(self) -> None:
        for mandate in self.member.mandates:
            assert mandate.since <= mandate.until
            if mandate.kind is MandateKind.AUDIT:
                assert mandate.until <= last_day(mandate.since, 24)
        assert all(each.until <= NOW + timedelta(hours=8) for each in self.member.openings)
        assert all(each.expires_on < date(2027, 3, 2) for each in self.member.tokens)

    @invariant()
    def a_grant_has_an_identity_of_its_own(self) -> None:
        ids = [each.grant_id for each in self.member.grants]
        assert len(set(ids)) == len(ids)
        assert self.member.kind is MemberKind.HUMAN or len(ids) <= 1


Members.TestCase.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
TestMembers = Members.TestCase

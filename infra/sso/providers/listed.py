"""The providers in use, as they were read last: to be shown, and to find whose a token may be."""

from time import monotonic
from uuid import UUID

from domain.sso.provider import IdentityProvider
from services.pactes import Pactes

CONFIGURED = "identity_provider.tenant_sso_configured.1"
MOST_PROVIDERS = 10_000
KEPT_SECONDS = 5.0


class Listed:
    """Strangers make the log be read once in some seconds, however often they come.

    Who was ended may stand here a little longer: `Door.provider` says who lets people in now.
    """

    def __init__(self, platform: Pactes) -> None:
        self._platform = platform
        self._known: tuple[float, list[IdentityProvider]] = 0.0, []

    def by_name(self) -> list[IdentityProvider]:
        until, found = self._known
        if monotonic() >= until:
            found = self._read()
            self._known = monotonic() + KEPT_SECONDS, found
        return found

    def _read(self) -> list[IdentityProvider]:
        configured = self._platform.recorder.select_notifications(
            None, MOST_PROVIDERS, topics=[CONFIGURED]
        )
        found = [
            self._platform.load(IdentityProvider, UUID(str(each.originator_id)))
            for each in configured
        ]
        used = [one for one in found if not one.ended]
        return sorted(used, key=lambda one: one.configuration.name)

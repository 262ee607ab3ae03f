"""Which right each route asks for: a command’s route bears its name, these are named otherwise."""

from services.rights import LINES

OWN, OTHER, ABSENT = "48", "05", "99"
# Served to whoever comes: no right is asked.
OPEN = (
    "/health/",
    "/metrics",
    "/api/docs",
    "/api/v1/openapi.json",
    "/static/",
    "/connexion",
    "/auth/",
    "/accessibilite",
)
# Of the person alone, in no space: the session, the choice of a space, an invitation.
OF_THE_PERSON = {
    "page_arriving.start",
    "page_arriving.sign_out",
    "page_spaces.choose",
    "page_spaces.chosen",
    "page_account.mine",
    "page_account.end_one",
    "page_invited.open_link",
    "page_invited.show",
    "page_invited.accepted",
}
# Without these there is nothing to answer.
ASKED = {
    "evidence.inclusion": {"position": "1"},
    "evidence.consistency": {"old": "1"},
    "comparison.get_conventions_uuidconvention_id_comparison_departements": {"with": OTHER},
    "page_comparing.departements": {"with": OTHER},
}
RIGHT_OF = {
    "persons.create": "create_person",
    "persons.correct": "correct_person",
    "persons.read": "read_persons",
    "platform_persons.create_above": "create_person",
    "conventions.get_conventions": "read_conventions",
    "conventions.get_conventions_uuidconvention_id": "read_convention",
    "conventions.get_conventions_uuidconvention_id_versions": "read_versions",
    "conventions.get_conventions_uuidconvention_id_versions_noversion_no": "read_convention",
    "actions.get_conventions_uuidconvention_id_actions": "read_actions",
    "funding.get_conventions_uuidconvention_id_funding": "read_funding",
    "comparison.get_conventions_uuidconvention_id_comparison": "read_comparison",
    "comparison.get_conventions_uuidconvention_id_comparison_exercices": "read_comparison",
    "comparison.get_conventions_uuidconvention_id_comparison_departements": "read_comparison",
    "joinings.get_conventions_uuidconvention_id_partners": "read_partners",
    "signing.get_conventions_uuidconvention_id_signatures": "read_signatures",
    "signing.get_signatures_awaited": "read_signatures_awaited",
    "organizations.get_organizations": "read_organizations",
    "trail.get_trail": "read_audit_trail",
    "replay.get_replay": "read_replay",
    "replay.get_conventions_uuidconvention_id_replay": "read_replay",
    "trail.get_conventions_uuidconvention_id_events": "read_audit_trail",
    "events.get_events_event": "read_event",
    "events.get_events_event_effects": "read_event",
    "events.get_events_event_request": "read_event",
    "events.notifications": "read_event",
    "evidence.checkpoint": "read_evidence",
    "evidence.inclusion": "read_evidence",
    "evidence.consistency": "read_evidence",
    "evidence.bundle": "read_bundle",
    "members.get_members": "read_members",
    "platform_members.get_members": "read_members",
    "access_log.access_log": "read_access_log",
    "providers.serving": "read_providers",
    "platform_providers.get_providers": "read_providers",
    "platform_tenants.get_tenants": "read_tenants",
    "page_signing.awaited": "read_signatures_awaited",
    "page_signing.show": "read_convention",
    "page_signing.sign": "sign",
    "page_signing.refuse": "refuse_signature",
    "page_signing.receipt": "read_convention",
    "page_comparing.states": "read_comparison",
    "page_comparing.exercices": "read_comparison",
    "page_comparing.departements": "read_comparison",
    "national.overview": "read_overview",
    "national.receipt": "read_overview",
    "national.framework": "read_framework",
    "national.tenants": "read_tenants",
}
# Asked by the command line or the worker, and by a page of the person alone.
WITHOUT_ROUTE = {
    "accept_invitation",
    "import_conventions",
    "activate_tenant",
    "close_tenant",
    "export_tenant",
    "move_tenant",
    "receive_tenant",
    "export_audit",
    "erase_person",
    "erase_text",
    "publish_framework",
    "register_measure",
    "publish_kind_rules",
}
COMMANDS = {name for name, _ in LINES}

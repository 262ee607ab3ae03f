"""The rows that a folded aggregate says there must be: the measure for projections."""

from typing import Any
from uuid import UUID

from domain.convention.convention import Convention
from domain.joining.joining import PartnerJoining
from domain.registry.organization import Organization

Rows = dict[tuple[Any, ...], dict[str, Any]]
Said = dict[str, Rows]


def of_convention(folded: Convention) -> Said:
    """Table by table, the columns that a fold knows."""
    return {
        "conventions": {(folded.id,): _convention(folded)},
        "versions": _versions(folded),
        **_terms(folded),
        **_measures(folded),
        "slots": _slots(folded),
    }


def of_joining(folded: PartnerJoining) -> Said:
    status = "requested"
    if folded.refused_by:
        status = "refused"
    elif folded.joined_since:
        status = "joined"
    row = {
        "organization_id": folded.organization_id,
        "convention_id": folded.convention_id,
        "status": status,
        "refused_by": folded.refused_by,
        "joined_since": folded.joined_since,
    }
    return {"joinings": {(folded.id,): row}}


def of_organization(folded: Organization) -> Said:
    named = ("legal_name", "short_name", "kind", "siret", "rna")
    return {
        "organizations": {(folded.id,): {name: getattr(folded, name) for name in named}},
        "office_holders": {
            (folded.id, held.office, held.person_id): {"since": held.since, "until": held.until}
            for held in folded.holdings
        },
        "signing_delegations": {
            (folded.id, given.delegation_id): {
                "office": given.office,
                "holder_person_id": given.holder_person_id,
                "delegate_person_id": given.delegate_person_id,
                "since": given.since,
                "until": given.until,
            }
            for given in folded.delegations
        },
    }


def _convention(folded: Convention) -> dict[str, Any]:
    agreed = {side: given.content_hash for side, given in folded.agreements.items()}
    alone = {side: given.by_author_alone for side, given in folded.agreements.items()}
    return {
        "kind": folded.rules.kind,
        "title": folded.terms.title,
        "starts_on": folded.terms.starts_on,
        "ends_on": folded.terms.ends_on,
        "life": folded.life,
        "stage": folded.stage,
        "version_no": folded.versions[-1].no if folded.versions else None,
        "avenant_no": folded.avenant.no if folded.avenant else None,
        "avenant_kind": folded.avenant.kind if folded.avenant else None,
        "state_agreed_hash": agreed.get("state"),
        "departement_agreed_hash": agreed.get("departement"),
        "state_author_alone": alone.get("state"),
        "departement_author_alone": alone.get("departement"),
    }


def _versions(folded: Convention) -> Rows:
    return {
        (folded.id, version.no): {
            "act": version.act,
            "content_hash": version.content_hash,
            "signed": True,
            "signed_on": version.signed_on,
            "signed_precision": version.precision,
            "effective_from": version.effective_from,
        }
        for version in folded.versions
    }


def _terms(folded: Convention) -> Said:
    terms, own = folded.terms, folded.id
    return {
        "parties": {(own, key): {"side": side} for key, side in terms.parties.items()},
        "signatories": {
            (own, key): {
                "office": slot.office,
                "side": slot.side,
                "organization_id": slot.organization_id,
                "required": slot.required,
                "rank": slot.order,
            }
            for key, slot in terms.signatories.items()
        },
        "articles": {
            (own, int(no)): {"title": article.title, "text": article.text}
            for no, article in terms.articles.items()
        },
        "ceilings": {
            (own, int(year)): {"amount_cents": cents} for year, cents in terms.ceilings.items()
        },
        "actions": {(own, key): _action(action) for key, action in terms.actions.items()},
        "funding_lines": {
            (own, key): {
                "action_id": line.action_id,
                "exercice": line.exercice,
                "funder_id": line.funder_id,
                "volet": line.volet,
                "amount_cents": line.amount_cents,
                "nature": line.nature,
                "counts_as_match": line.counts_as_match,
            }
            for key, line in terms.funding.items()
        },
    }


def _action(action: Any) -> dict[str, Any]:
    said = {
        name: getattr(action, name) for name in ("axe", "volet", "title", "nature", "withdrawn")
    }
    more = action.reinforcement
    return {
        **said,
        "reinforced_dimension": more and more.dimension,
        "reinforced_text": more and more.text,
    }


def _measures(folded: Convention) -> Said:
    terms, own = folded.terms, folded.id
    return {
        "objectives": {
            (own, key): {"action_id": one.action_id, "text": one.text}
            for key, one in terms.objectives.items()
        },
        "indicators": {
            (own, key): {"objective_id": one.objective_id, "name": one.name, "unit": one.unit}
            for key, one in terms.indicators.items()
        },
        "targets": {
            (own, key, int(year)): {"value": value}
            for key, one in terms.indicators.items()
            for year, value in one.targets.items()
        },
    }


def _slots(folded: Convention) -> Rows:
    """Of the round that is open."""
    if folded.signature_round is None:
        return {}
    given: dict[UUID, Any] = folded.signatures
    rows: Rows = {}
    for slot in folded.signature_round.slots:
        signed = given.get(slot.signatory_id)
        rows[folded.signature_round.round_id, slot.signatory_id] = {
            "office": slot.office,
            "side": slot.side,
            "person_id": signed and signed.person_id,
            "signed_at": signed and signed.signed_at,
        }
    return rows

"""What somebody keeps elsewhere, to check it there: proofs, and the bundle of an auditor."""

from infra.web.api.evidence import bundle, proofs

FAMILIES = (proofs.of_events, proofs.of_looks, bundle.family)

"""Why something may not happen to a convention. The codes are part of the API.

Longer than 200 lines on purpose: the whole list of codes in one place, one class for each.
"""

from domain.errors import Invalid, NotFound, RuleBroken


class ContentFrozen(RuleBroken):
    """The content is agreed, frozen, being signed or in force (rule 6)."""

    code = "content-frozen"


class ImportOnly(RuleBroken):
    """The working copy takes over a paper act: only an import writes it."""

    code = "import-only"


class NotPaper(RuleBroken):
    code = "not-paper"


class VersionGap(RuleBroken):
    code = "version-gap"


class NotDraft(RuleBroken):
    code = "not-draft"


class NotUnderReview(RuleBroken):
    code = "not-under-review"


class NotAgreed(RuleBroken):
    code = "not-agreed"


class NotFrozen(RuleBroken):
    code = "not-frozen"


class NotSigned(RuleBroken):
    code = "not-signed"


class NotRunning(RuleBroken):
    code = "not-running"


class NotAbandonable(RuleBroken):
    code = "not-abandonable"


class WorkingCopyOpen(RuleBroken):
    """One working copy at a time (rule 15)."""

    code = "working-copy-open"


class NoOpenAvenant(RuleBroken):
    code = "no-open-avenant"


class AlreadyAgreed(RuleBroken):
    code = "already-agreed"


class OnePersonTwoSides(RuleBroken):
    """Nobody agrees or signs for the other side (rule 24)."""

    code = "one-person-two-sides"


class SideMissing(RuleBroken):
    """The State and the Département must both be there (rules 5, 8)."""

    code = "side-missing"


class OfficeMissing(RuleBroken):
    code = "office-missing"


class LineWithoutExercice(RuleBroken):
    code = "line-without-exercice"


class LineWithoutAction(RuleBroken):
    code = "line-without-action"


class NatureMissing(RuleBroken):
    code = "nature-missing"


class EffectiveOutOfPeriod(RuleBroken):
    """Before what it amends, or outside the years of the convention."""

    code = "effective-out-of-period"


class ReinforcementUnjustified(RuleBroken):
    code = "reinforcement-unjustified"


class CeilingsUnequal(RuleBroken):
    """The ceilings of a CLS are equal each year unless an avenant says otherwise (rule 12)."""

    code = "ceilings-unequal"


class StateShareExceeded(RuleBroken):
    """The State brings more than the published share of the money (rule 11)."""

    code = "state-share-exceeded"


class CeilingExceeded(RuleBroken):
    code = "ceiling-exceeded"


class IdentityTaken(RuleBroken):
    code = "identity-taken"


class AlreadyDefined(RuleBroken):
    code = "already-defined"


class AlreadyInvolved(RuleBroken):
    """The organization is a party or a joined partner already."""

    code = "already-involved"


class Unchanged(RuleBroken):
    """The command would record a change that changes nothing."""

    code = "unchanged"


class PartnerByJoining(RuleBroken):
    """A partner comes in by a joining that both sides agreed to (rules 4, 5)."""

    code = "partner-by-joining"


class NoPartnerInKind(RuleBroken):
    code = "no-partner-in-kind"


class JoiningAfterSignature(RuleBroken):
    code = "joining-after-signature"


class ConventionGone(RuleBroken):
    """The convention was abandoned before it was signed."""

    code = "convention-abandoned"


class LineExists(RuleBroken):
    code = "line-exists"


class DuplicateTitle(RuleBroken):
    """Another action has this title; it may be kept for a reason (rule 21)."""

    code = "duplicate-title"


class ActionFunded(RuleBroken):
    code = "action-funded"


class ActionGone(RuleBroken):
    """The action was withdrawn."""

    code = "action-withdrawn"


class NotReinforced(RuleBroken):
    code = "not-reinforced"


class NotContinued(RuleBroken):
    """A new action continues nothing (rule 3)."""

    code = "not-continued"


class NoOpenRound(RuleBroken):
    code = "no-open-round"


class RoundExpired(RuleBroken):
    code = "round-expired"


class RoundNotExpired(RuleBroken):
    code = "round-not-expired"


class AlreadySigned(RuleBroken):
    code = "already-signed"


class OfficeNotHeld(RuleBroken):
    code = "office-not-held"


class HashMismatch(RuleBroken):
    """What was signed is not what was frozen (rule 7)."""

    code = "hash-mismatch"


class NotYetTheirTurn(RuleBroken):
    code = "not-yet-their-turn"


class ImportCannotSign(RuleBroken):
    """An import takes over acts that were signed; nobody signs by it (rule 24)."""

    code = "import-cannot-sign"


class InvalidPeriod(Invalid):
    code = "invalid-period"


class InvalidCode(Invalid):
    code = "invalid-code"


class InvalidSeal(Invalid):
    """An event carries the seal of a text or document, never the text."""

    code = "invalid-seal"


class InvalidMeasure(Invalid):
    code = "invalid-measure"


class InvalidAct(Invalid):
    code = "invalid-act"


class DeadlinePast(Invalid):
    code = "deadline-past"


class OwnOrigin(Invalid):
    """An action continues another one."""

    code = "own-origin"


class AxeNotAllowed(Invalid):
    code = "axe-not-allowed"


class NatureNotAllowed(Invalid):
    code = "nature-not-allowed"


class UnknownVolet(Invalid):
    code = "unknown-volet"


class ExerciceOutOfPeriod(Invalid):
    code = "exercice-out-of-period"


class NotAParty(Invalid):
    code = "not-a-party"


class NotAContractingSide(Invalid):
    """Only the State and the Département contract."""

    code = "not-a-contracting-side"


class UnknownAction(NotFound):
    code = "unknown-action"


class UnknownObjective(NotFound):
    code = "unknown-objective"


class UnknownIndicator(NotFound):
    code = "unknown-indicator"


class UnknownLine(NotFound):
    code = "unknown-line"


class UnknownSignatory(NotFound):
    code = "unknown-signatory"

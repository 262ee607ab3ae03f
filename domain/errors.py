"""Refusals: each names the rule that was broken, with a stable code and a French sentence."""


class RuleBroken(Exception):
    """A command that may not happen. `code` is stable and part of the API; the text is French.

    `field` is the JSON pointer of the argument at fault, when there is one.
    """

    code = "rule-broken"

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Invalid(RuleBroken):
    """A value that no state of the log would make acceptable."""

    code = "invalid"


class NotFound(RuleBroken):
    """Nothing of that identity is here, for this reader."""

    code = "not-found"

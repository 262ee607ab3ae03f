"""Where a convention stands in its life, and its working copy on the way to signature."""

from enum import StrEnum


class Life(StrEnum):
    PREPARING = "preparing"
    SIGNED = "signed"
    RUNNING = "running"
    ABANDONED = "abandoned"


class Stage(StrEnum):
    """Of the working copy. Agreed is no stage: it is two agreements to the same content.

    `PAPER`: the content of an act signed on paper is being taken over, by import only.
    """

    PAPER = "paper"
    DRAFT = "draft"
    UNDER_REVIEW = "under_review"
    FROZEN = "frozen"
    SIGNING = "signing"

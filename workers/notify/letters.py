"""A letter to one person. No name of a person, no motive: those are read on the site."""

from dataclasses import replace

from workers.notify import acts, invitations
from workers.notify.acts import Act
from workers.notify.invitations import Invitation
from workers.notify.mail import Letter

Matter = Act | Invitation
KINDS = acts.WORDS.keys() | invitations.WORDS.keys()


def letter(matter: Matter, civility: str | None) -> Letter:
    said = acts.written(matter) if isinstance(matter, Act) else invitations.written(matter)
    return replace(said, salutation=civility) if civility else said

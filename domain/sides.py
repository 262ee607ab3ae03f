"""Whose part a person or an organization takes."""

from enum import StrEnum


class Side(StrEnum):
    STATE = "state"
    DEPARTEMENT = "departement"
    PARTNER = "partner"
    CONTROL = "control"
    PLATFORM = "platform"

"""A tree that is made again leaf by leaf, and compared wherever something was signed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.evidence.merkle import joined, leaf_hash, place

# Signed roots, by size.
Wanted = Mapping[int, bytes]


@dataclass(slots=True)
class Growing:
    """`wrong`: the first size at which another root was signed."""

    wanted: Wanted
    size: int = 0
    wrong: int | None = None
    _complete: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        place(self._complete, self.size, leaf_hash(leaf))
        self.size += 1
        signed = self.wanted.get(self.size)
        if signed is not None and signed != self.root and self.wrong is None:
            self.wrong = self.size

    @property
    def root(self) -> bytes:
        return joined(self._complete)

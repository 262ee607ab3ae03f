"""Logs with as many leaves as a test asks for, sealed leaf by leaf as the follower does."""

from dataclasses import dataclass, field

from domain.evidence.frontier import Frontier, append
from domain.evidence.merkle import TreeHead, leaf_hash


def entry(index: int) -> bytes:
    return b"event %d" % index


@dataclass
class Sealed:
    """`nodes` is the store; `heads[n]` is the tree head at size n."""

    frontier: Frontier = field(default_factory=Frontier)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    heads: list[TreeHead] = field(default_factory=lambda: [Frontier().head])

    def subtree(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def add(self, data: bytes) -> None:
        self.frontier, made = append(self.frontier, [leaf_hash(data)])
        for level, index, digest in made:
            assert (level, index) not in self.nodes, "a complete subtree came to be twice"
            self.nodes[level, index] = digest
        self.heads.append(self.frontier.head)


def sealed(size: int) -> Sealed:
    log = Sealed()
    for index in range(size):
        log.add(entry(index))
    return log

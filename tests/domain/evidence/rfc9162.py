"""RFC 9162 §2.1 once more, word for word and by recursion; it shares no line with the product.

MTH, PATH, PROOF and SUBPROOF are named as there; D[a:b] is written as two numbers. Hashes of
stretches of leaves are remembered, else all trees up to 2,000 leaves would take hours.
"""

import hashlib
from collections.abc import Sequence
from functools import cache


class Log:
    def __init__(self, entries: Sequence[bytes]) -> None:
        self.d = entries
        self.mth = cache(self._mth)

    def _mth(self, a: int, b: int) -> bytes:
        """§2.1.1."""
        n = b - a
        if n == 0:
            return hashlib.sha256().digest()
        if n == 1:
            return hashlib.sha256(bytes([0]) + self.d[a]).digest()
        k = split(n)
        both = self.mth(a, a + k) + self.mth(a + k, b)
        return hashlib.sha256(bytes([1]) + both).digest()

    def path(self, m: int, a: int, b: int) -> list[bytes]:
        """§2.1.3.1."""
        n = b - a
        if n == 1:
            return []
        k = split(n)
        if m < k:
            return [*self.path(m, a, a + k), self.mth(a + k, b)]
        return [*self.path(m - k, a + k, b), self.mth(a, a + k)]

    def proof(self, m: int, n: int) -> list[bytes]:
        """§2.1.4.1, for 0 < m < n."""
        return self.subproof(m, 0, n, known=True)

    def subproof(self, m: int, a: int, b: int, *, known: bool) -> list[bytes]:
        """§2.1.4.1; `known`: this stretch is the whole older tree, whose hash the reader has."""
        n = b - a
        if m == n:
            return [] if known else [self.mth(a, b)]
        k = split(n)
        if m <= k:
            return [*self.subproof(m, a, a + k, known=known), self.mth(a + k, b)]
        return [*self.subproof(m - k, a + k, b, known=False), self.mth(a, a + k)]


@cache
def split(n: int) -> int:
    """The largest power of two smaller than n (k < n <= 2k)."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k

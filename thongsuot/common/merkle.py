"""Cây Merkle: one hash over many lines, built while they stream by (RFC 6962: leaves 0x00, nodes 0x01)."""

from hashlib import sha256


class MerkleTree:
    """Keeps one complete subtree per power of two: logarithmic memory for any number of leaves."""

    def __init__(self) -> None:
        self.count = 0
        self._peaks: list[tuple[int, bytes]] = []  # (height, hash), highest first

    def add(self, leaf: bytes) -> None:
        """The next leaf."""
        height, node = 0, sha256(b"\0" + leaf).digest()
        while self._peaks and self._peaks[-1][0] == height:
            node = _join(self._peaks.pop()[1], node)
            height += 1
        self._peaks.append((height, node))
        self.count += 1

    def root(self) -> bytes:
        """Hash over all leaves so far; of no leaves: the hash of nothing."""
        if not self._peaks:
            return sha256(b"").digest()
        node = self._peaks[-1][1]
        for _height, left in reversed(self._peaks[:-1]):
            node = _join(left, node)
        return node


def _join(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()

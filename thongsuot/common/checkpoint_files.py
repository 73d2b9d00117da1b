"""Tệp điểm chốt ngoài cơ sở dữ liệu: for each checkpoint a signed header (.json) and the heads it covers (.heads).

One line of heads: province, kind, subject, seq, hash. A "full" checkpoint lists every head, a "delta" those that moved
since the one before. Copy the folder to a place that only takes new files: it finds what was cut off the database.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from thongsuot.common import keyring
from thongsuot.common.merkle import MerkleTree

PURPOSE = "checkpoint"
PENDING = ".pending"
FULL, DELTA = "full", "delta"


@dataclass(frozen=True)
class Header:
    """What a checkpoint says and signs; hashes in hex. `size` is the length of the file of heads."""

    made_at: str
    kind: str
    upto_id: int
    entries: int
    heads: int
    size: int
    root: str
    prev_root: str
    key_id: str
    signature: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """File name without extension: sorts by time (to the microsecond, UTC), cannot collide."""
        return f"{self.made_at[:26].replace(':', '')}-{self.root[:16]}"

    def signed_bytes(self) -> bytes:
        """What the signature covers: all of it but the signature."""
        said = {name: value for name, value in asdict(self).items() if name != "signature"}
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def root_folder() -> Path:
    """Folder of all checkpoints."""
    folder = Path(settings.CHECKPOINT_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def sign(header: Header) -> Header:
    """The header with its signature by the newest key."""
    version, secret = keyring.newest(PURPOSE)
    named = replace(header, key_id=f"{PURPOSE}-{version}")
    return replace(named, signature=Ed25519PrivateKey.from_private_bytes(secret).sign(named.signed_bytes()).hex())


def signed_truly(header: Header) -> bool:
    """Whether one of our keys signed exactly this header."""
    public = public_keys().get(header.key_id)
    if public is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(header.signature), header.signed_bytes())
    except (InvalidSignature, ValueError):
        return False
    return True


def public_keys() -> dict[str, bytes]:
    """Public parts of all checkpoint keys by their id."""
    return {
        f"{PURPOSE}-{version}": Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
        for version, secret in keyring.versions(PURPOSE).items()
    }


def write_heads(lines: Iterable[bytes]) -> tuple[Path, MerkleTree, int, int]:
    """Stream lines of heads to a draft; returns its path, the tree, the sum of their seq and the length in bytes."""
    draft = root_folder() / f"{os.getpid()}.heads.draft"
    tree, entries, size = MerkleTree(), 0, 0
    with draft.open("wb") as file:
        for line in lines:
            tree.add(line)
            entries += int(line.split(b"\t")[3])
            size += file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return draft, tree, entries, size


def write_pending(header: Header, draft: Path) -> None:
    """Put header and heads beside the store; `publish` makes them count once the database has the row."""
    folder = root_folder()
    pending = folder / f"{header.name}.json{PENDING}"
    with pending.open("w") as file:
        json.dump(asdict(header), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, folder / f"{header.name}.heads")


def publish(header: Header) -> None:
    """The checkpoint counts from now on."""
    final = root_folder() / f"{header.name}.json"
    os.replace(final.with_name(final.name + PENDING), final)


def pending() -> list[Header]:
    """Checkpoints whose writing was interrupted."""
    return [read_header(path) for path in sorted(root_folder().glob(f"*.json{PENDING}"))]


def discard(header: Header) -> None:
    """Remove an interrupted checkpoint that the database never got."""
    (root_folder() / f"{header.name}.heads").unlink(missing_ok=True)
    (root_folder() / f"{header.name}.json{PENDING}").unlink(missing_ok=True)


def headers() -> list[Header]:
    """All checkpoints from the oldest to the newest; raises ValueError for a file that cannot be read."""
    return [read_header(path) for path in sorted(root_folder().glob("*.json"))]


def since_last_full() -> list[Header]:
    """The last full checkpoint and the deltas after it: all that a new one needs to know, however long the history."""
    found: list[Header] = []
    for path in sorted(root_folder().glob("*.json"), reverse=True):
        found.insert(0, read_header(path))
        if found[0].kind == FULL:
            break
    return found


def read_header(path: Path) -> Header:
    """One header."""
    return Header(**json.loads(path.read_text()))


def heads_of(header: Header) -> Iterator[bytes]:
    """Lines of heads of a checkpoint; raises FileNotFoundError."""
    with (root_folder() / f"{header.name}.heads").open("rb") as file:
        for line in file:
            yield line.rstrip(b"\n")


def root_of(header: Header) -> str:
    """The Merkle root of its file of heads as it is now."""
    tree = MerkleTree()
    for line in heads_of(header):
        tree.add(line)
    return tree.root().hex()

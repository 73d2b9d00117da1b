"""Phong bì: the file format of a package, version 1 (docs/package.md).

A ZIP whose entries are stored, each a row of frames: length (4 bytes), AES-256-GCM of at most 256 KiB of zlib stream
under a key of the entry, nonce = number of the frame, additional data = name of the entry. `manifest.json` names every entry with its SHA-256, its
length and its rows; `signature.json` signs the manifest with the installation's Ed25519 key. The last frame is marked,
so that a part cut short is never taken for a whole one. What is read or written is never in memory as a whole.
"""

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext as _

from thongsuot.common import keyring
from thongsuot.common.checkpoint_files import PURPOSE as SIGNING
from thongsuot.common.errors import Invalid

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
FRAME = 256 * 1024
LONGEST_MANIFEST = 64 * 1024 * 1024
_MORE, _LAST = b"\0", b"\1"


def fingerprint(public: bytes) -> str:
    """Dấu khoá: SHA-256 of a public key, in hex."""
    return hashlib.sha256(public).hexdigest()


def spoken(hexes: str) -> str:
    """Dấu khoá để đọc qua điện thoại: the first 40 hex digits in groups of four."""
    return " ".join(hexes[n : n + 4] for n in range(0, 40, 4))


def own_key() -> tuple[str, bytes]:
    """Name and public part of the key with which this installation signs journal roots and packages."""
    version, secret = keyring.newest(SIGNING)
    return f"{SIGNING}-{version}", Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


@dataclass(slots=True)
class Part:
    """What the manifest says of one entry: SHA-256 and length as stored, rows of a table."""

    name: str
    sha256: str = ""
    size: int = 0
    rows: int = 0


class Writer:
    """Ghi một gói: a draft beside the final name; it gets the name when it is whole, signed and on disk."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path, self._draft = path, path.with_name(f".{path.name}.{os.getpid()}.draft")
        self._key = key
        self.parts: list[Part] = []
        self._zip: zipfile.ZipFile | None = None

    def __enter__(self) -> Self:
        descriptor = os.open(self._draft, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600)
        self._zip = zipfile.ZipFile(os.fdopen(descriptor, "w+b"), "w", zipfile.ZIP_STORED, allowZip64=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        file = self._open.fp
        if kind is None:
            self._open.close()
            os.fsync(file.fileno())  # type: ignore[union-attr]
            os.replace(self._draft, self.path)
        else:
            self._draft.unlink(missing_ok=True)
            self._open.fp = None  # nothing is written at its end any more
        if file is not None:
            file.close()

    @property
    def _open(self) -> zipfile.ZipFile:
        assert self._zip is not None, "gói chưa mở"
        return self._zip

    def add(self, name: str, chunks: Iterable[bytes]) -> Part:
        """One part from its bytes; the caller sets `rows`."""
        part, digest, aead = Part(name), hashlib.sha256(), _cipher(self._key, name)
        with self._open.open(name, "w", force_zip64=True) as entry:
            for number, frame in enumerate(_framed(chunks)):
                sealed = aead.encrypt(number.to_bytes(12, "big"), frame, name.encode())
                stored = struct.pack(">I", len(sealed)) + sealed
                digest.update(stored)
                part.size += entry.write(stored)
        part.sha256 = digest.hexdigest()
        self.parts.append(part)
        return part

    def seal(self, facts: dict[str, Any]) -> str:
        """Manifest and signature; returns the fingerprint of the key that signed."""
        parts = [[part.name, part.sha256, part.size, part.rows] for part in self.parts]
        manifest = json.dumps({"format": FORMAT, **facts, "parts": parts}, ensure_ascii=False, indent=1).encode()
        name, public = own_key()
        secret = Ed25519PrivateKey.from_private_bytes(keyring.newest(SIGNING)[1])
        said = {"key": name, "public": public.hex(), "signature": secret.sign(manifest).hex()}
        self._open.writestr(MANIFEST, manifest)
        self._open.writestr(SIGNATURE, json.dumps(said, indent=1))
        return fingerprint(public)


def _cipher(key: bytes, name: str) -> AESGCM:
    """A key of its own for each part, so that no nonce is ever used twice under one key."""
    return AESGCM(HKDF(SHA256(), 32, None, b"thongsuot package part:" + name.encode()).derive(key))


def _framed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """zlib stream in frames; each begins with a byte that says whether it is the last."""
    packer, waiting = zlib.compressobj(1), bytearray()
    for chunk in chunks:
        waiting += packer.compress(chunk)
        while len(waiting) > FRAME:
            yield _MORE + bytes(waiting[:FRAME])
            del waiting[:FRAME]
    waiting += packer.flush()
    while len(waiting) > FRAME:
        yield _MORE + bytes(waiting[:FRAME])
        del waiting[:FRAME]
    yield _LAST + bytes(waiting)


class Reader:
    """Đọc một gói: signature and manifest at once, parts when they are asked for. Raises Invalid with a stable code.

    `package_damaged` (not a whole file), `package_altered` (signature or hash wrong), `package_newer`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
            raw = self._small(MANIFEST, LONGEST_MANIFEST)
            said = json.loads(self._small(SIGNATURE, 10_000))
            self.public = bytes.fromhex(said["public"])
            signature = bytes.fromhex(said["signature"])
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, EOFError) as problem:
            raise damaged() from problem
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, raw)
        except (InvalidSignature, ValueError):
            raise altered(MANIFEST) from None
        self.manifest: dict[str, Any] = json.loads(raw)
        if self.manifest["format"] > FORMAT:
            raise Invalid(
                _("Gói theo định dạng %(theirs)d, bản cài đặt này đọc tới %(ours)d. Hãy nâng cấp trước khi nạp.")
                % {"theirs": self.manifest["format"], "ours": FORMAT},
                code="package_newer",
            )
        self.parts = {row[0]: Part(*row) for row in self.manifest["parts"]}

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    @property
    def fingerprint(self) -> str:
        """Dấu của khoá đã ký."""
        return fingerprint(self.public)

    def check(self) -> None:
        """Đối chiếu mọi phần với bản kê đã ký: nothing more, nothing less, nothing else."""
        names = self._zip.namelist()
        expected = {*self.parts, MANIFEST, SIGNATURE}
        if len(names) != len(set(names)) or set(names) - expected:
            raise altered(next(iter(set(names) - expected), MANIFEST))
        for part in self.parts.values():
            if part.name not in names:
                raise damaged()
            digest, size = hashlib.sha256(), 0
            with self._entry(part.name) as entry:
                while chunk := self._read(entry, FRAME):
                    digest.update(chunk)
                    size += len(chunk)
            if size != part.size or digest.hexdigest() != part.sha256:
                raise altered(part.name)

    def read(self, name: str, key: bytes) -> Iterator[bytes]:
        """The bytes of a part; every frame is checked before a byte of it is given on."""
        aead, unpacker, number = _cipher(key, name), zlib.decompressobj(), 0
        with self._entry(name) as entry:
            while True:
                head = self._read(entry, 4)
                if len(head) < 4:
                    raise damaged()
                sealed = self._read(entry, struct.unpack(">I", head)[0])
                try:
                    frame = aead.decrypt(number.to_bytes(12, "big"), sealed, name.encode())
                except InvalidTag:
                    raise altered(name) from None
                number += 1
                yield from _unpacked(unpacker, frame[1:])
                if frame[:1] == _LAST:
                    break
        if rest := unpacker.flush():
            yield rest

    def lines(self, name: str, key: bytes) -> Iterator[bytes]:
        """Lines of a part, without their ends."""
        rest = b""
        for chunk in self.read(name, key):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
        if rest:
            raise damaged()

    def _small(self, name: str, most: int) -> bytes:
        with self._zip.open(name) as entry:
            raw = entry.read(most + 1)
        if len(raw) > most:
            raise ValueError(name)
        return raw

    def _entry(self, name: str) -> IO[bytes]:
        try:
            return self._zip.open(name)
        except (zipfile.BadZipFile, KeyError, OSError) as problem:
            raise damaged() from problem

    @staticmethod
    def _read(entry: IO[bytes], size: int) -> bytes:
        try:
            return entry.read(size)
        except (zipfile.BadZipFile, EOFError, OSError, zlib.error) as problem:
            raise damaged() from problem


def _unpacked(unpacker: Any, data: bytes) -> Iterator[bytes]:
    """Unpack in bounded pieces, whatever the stream would swell to."""
    try:
        while data:
            yield unpacker.decompress(data, FRAME)
            data = unpacker.unconsumed_tail
    except zlib.error as problem:
        raise damaged() from problem


def damaged() -> Invalid:
    """Tệp không trọn vẹn."""
    return Invalid(
        _("Tệp gói bị cắt hoặc hỏng khi chép. Hãy chép lại từ nơi gửi; ở đây chưa ghi gì."), code="package_damaged"
    )


def altered(name: str) -> Invalid:
    """Nội dung không đúng như đã ký."""
    return Invalid(
        _("Phần “%(name)s” của gói không đúng như nơi gửi đã ký. Gói có thể đã bị sửa: đừng nạp, hãy báo nơi gửi.")
        % {"name": name},
        code="package_altered",
    )

"""BagIt 1.0 (RFC 8493) inside a zip: our own small writer and reader; the manifest of manifests is signed.

Written as a stream: a package may be larger than memory. Names inside are ours (ASCII, no way out of the folder).
"""

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils.translation import gettext as _

from thongsuot.common import keyring
from thongsuot.common.errors import Invalid

PURPOSE: Final = "record-package"
SIGNATURE, PUBLIC_KEY = "tagmanifest-sha256.txt.sig", "khoa-cong-khai.pem"
CHUNK = 1024 * 1024
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")
_NAME = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
_LINE = re.compile(r"([0-9a-f]{64})  (\S+)")


def safe_name(text: str, *, limit: int = 80) -> str:
    """Tên tệp trong gói: ASCII, without a path."""
    from thongsuot.common.text import bare

    return _SAFE.sub("-", bare(text)).strip("-.")[:limit] or "tep"


def signing_key() -> Ed25519PrivateKey:
    """Khoá ký gói của bản cài đặt này."""
    return Ed25519PrivateKey.from_private_bytes(keyring.newest(PURPOSE)[1])


def public_pem() -> bytes:
    """Khoá công khai, to be given to whoever verifies our packages, by another way than the package."""
    return signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class Writer:
    """Ghi gói: payload first, then the tag files, then what seals them."""

    def __init__(self, archive: zipfile.ZipFile, name: str, made_at: datetime) -> None:
        self.archive, self.name, self.made_at = archive, name, made_at
        self.payload: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        self.bytes = 0

    def add(self, path: str, chunks: Iterable[bytes], *, expected: str = "") -> str:
        """Một tệp nội dung under data/; returns its hash. Raises Invalid `package_wrong_bytes` when it is not the expected."""
        digest, size = self._write(f"data/{path}", chunks)
        if expected and digest != expected:
            raise Invalid(
                _("Nội dung tài liệu không đúng mã băm: %(path)s") % {"path": path}, code="package_wrong_bytes"
            )
        self.payload[f"data/{path}"] = digest
        self.bytes += size
        return digest

    def tag(self, path: str, content: bytes) -> None:
        """Một tệp mô tả outside data/."""
        self.tags[path] = self._write(path, [content])[0]

    def finish(self, info: dict[str, str]) -> None:
        """Bản kê, chữ ký."""
        self.tag("bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        known = {
            "Bagging-Date": f"{self.made_at:%Y-%m-%d}",
            "Payload-Oxum": f"{self.bytes}.{len(self.payload)}",
            **info,
        }
        lines = [f"{key}: {' '.join(value.split())}\n" for key, value in known.items() if value]
        self.tag("bag-info.txt", "".join(lines).encode())
        self.tag("manifest-sha256.txt", _manifest(self.payload))
        self.tag(PUBLIC_KEY, public_pem())
        sealed = _manifest(self.tags)
        self._write("tagmanifest-sha256.txt", [sealed])
        self._write(SIGNATURE, [signing_key().sign(sealed)])

    def _write(self, path: str, chunks: Iterable[bytes]) -> tuple[str, int]:
        entry = zipfile.ZipInfo(f"{self.name}/{path}", self.made_at.timetuple()[:6])
        entry.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self.archive.open(entry, "w", force_zip64=True) as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
        return digest.hexdigest(), size


@contextmanager
def writing(out: IO[bytes], name: str, made_at: datetime) -> Iterator[Writer]:
    """Một gói mới; the caller calls `finish`."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        yield Writer(archive, name, made_at)


def _manifest(hashes: dict[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(hashes.items())).encode()


class Reader:
    """Đọc gói của người khác: names, sizes and hashes are checked before anything is believed."""

    def __init__(self, path: Path, *, most_bytes: int) -> None:
        self.archive = _opened(path)
        names = [one for one in self.archive.infolist() if not one.is_dir()]
        roots = {one.filename.split("/", 1)[0] for one in names}
        if len(roots) != 1 or sum(one.file_size for one in names) > most_bytes:
            raise _broken(_("gói rỗng, có hơn một thư mục gốc hoặc quá lớn"))
        self.root = roots.pop()
        self.entries = {one.filename.removeprefix(f"{self.root}/"): one for one in names}
        bad = [name for name in self.entries if not _NAME.fullmatch(name) or ".." in name.split("/")]
        if bad or len(self.entries) < len(names):
            raise _broken(_("tên tệp trong gói không hợp lệ"))
        self.payload = self._manifest_of("manifest-sha256.txt")
        self.tags = self._manifest_of("tagmanifest-sha256.txt")

    def verify(self) -> None:
        """Mọi tệp đúng bản kê, none missing and none more; raises Invalid `package_damaged`."""
        listed = {**self.payload, **self.tags}
        extra = set(self.entries) - set(listed) - {"tagmanifest-sha256.txt", SIGNATURE}
        missing = set(listed) - set(self.entries)
        if extra or missing:
            raise _broken(_("thiếu hoặc thừa tệp: %(names)s") % {"names": ", ".join(sorted(extra | missing))[:200]})
        for path, wanted in listed.items():
            digest = hashlib.sha256()
            for chunk in self.chunks(path):
                digest.update(chunk)
            if digest.hexdigest() != wanted:
                raise _broken(_("nội dung đã khác bản kê: %(path)s") % {"path": path})

    def chunks(self, path: str) -> Iterator[bytes]:
        """Nội dung một tệp."""
        try:
            with self.archive.open(self.entries[path]) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, EOFError, KeyError) as fault:
            raise _broken(_("không đọc được %(path)s") % {"path": path}) from fault

    def read(self, path: str, *, limit: int = 8 * CHUNK) -> bytes:
        """Một tệp mô tả nhỏ."""
        if path not in self.entries or self.entries[path].file_size > limit:
            raise _broken(_("thiếu %(path)s") % {"path": path})
        return b"".join(self.chunks(path))

    def _manifest_of(self, path: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in self.read(path).decode("utf-8", "replace").splitlines():
            hit = _LINE.fullmatch(line)
            if hit is None:
                raise _broken(_("bản kê %(path)s có dòng lạ") % {"path": path})
            found[hit[2]] = hit[1]
        return found


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise _broken(_("không phải tệp zip")) from fault


def _broken(why: str) -> Invalid:
    message = _("Gói không dùng được: %(why)s.") % {"why": why}
    return Invalid(message, code="package_damaged", errors=[{"field": "file", "message": message}])

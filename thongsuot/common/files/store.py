"""Cất và lấy tệp."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid, TooLarge, UnsupportedType
from thongsuot.common.files.bombs import Limits, refuse_bomb
from thongsuot.common.files.kinds import ACCEPTED, KNOWN, MACRO, Kind, kind_of
from thongsuot.common.files.locked import refuse_locked
from thongsuot.common.files.names import extension, shown_name
from thongsuot.common.models import StoredFile

_CHUNK = 256 * 1024
_PRIVATE = 0o600


def store(
    content: bytes | File | IO[bytes],
    name: str,
    owner_id: int | None,
    *,
    accepted: Sequence[Kind] = ACCEPTED,
    limits: Limits | None = None,
    at: datetime | None = None,
    limit: int | None = None,
    as_it_came: bool = False,
) -> StoredFile:
    """Cất một tệp: check it, make its bytes durable, then write its row in the caller's transaction.

    Raises TooLarge `file_too_large`, Invalid `file_empty`, `file_bomb`, `file_damaged`, `pdf_password`, UnsupportedType
    `file_type_mismatch`, `file_type_not_allowed`. With `at` the file is attached to its record at once. `limit` bytes are
    taken (a bundle of scans is larger than what citizens send); else UPLOAD_LIMIT_BYTES. `as_it_came`: a machine brought
    it, nobody can be asked for another, so a locked PDF is kept too.
    """
    shown = shown_name(name)
    with _draft(limit) as (path, write):
        digest, size = write(_chunks(content))
        if size == 0:
            raise _field(Invalid, "file_empty", _("Tệp rỗng (0 byte). Hãy chọn lại tệp."))
        kind = _checked_kind(path, shown, accepted)
        refuse_bomb(path, kind, limits or Limits())
        if not as_it_came:
            refuse_locked(path, kind)
        _keep(path, digest)
    if not extension(shown):
        shown = f"{shown}.{kind.extensions[0]}"
    return StoredFile.objects.create(
        sha256=digest, name=shown, size=size, media_type=kind.media_type, owner_id=owner_id, attached_at=at
    )


def store_made(
    content: IO[bytes], name: str, owner_id: int | None, *, kind: Kind, at: datetime, limit: int | None = None
) -> StoredFile:
    """Cất một tệp do chính hệ thống làm ra (bản xuất), or one kept as it came: nothing is looked for in it.

    `limit` in bytes, when it is another than that of an upload.
    """
    with _draft(limit) as (path, write):
        digest, size = write(_chunks(content))
        _keep(path, digest)
    return StoredFile.objects.create(
        sha256=digest, name=shown_name(name), size=size, media_type=kind.media_type, owner_id=owner_id, attached_at=at
    )


def keep_bytes(chunks: Iterable[bytes], *, sha256: str) -> bool:
    """Cất nội dung của một tệp mang từ bản cài đặt khác sang; its row comes by another way.

    Bytes that lie here already are not read again. Raises Invalid `file_damaged` when they are not those of the name.
    """
    if path_of(sha256).exists():
        return False
    with _draft() as (path, write):
        digest, _size = write(chunks)
        if digest != sha256:
            raise _field(Invalid, "file_damaged", _("Nội dung tệp không đúng với mã băm của nó."))
        _keep(path, digest)
    return True


def release(uids: Iterable[UUID]) -> None:
    """Thả tệp không còn gắn vào đâu: it is nobody's now, and the next collection removes what is older than two days."""
    StoredFile.objects.filter(uid__in=list(uids)).update(attached_at=None, owner_id=None)


def attach(uids: Iterable[UUID | str], *, owner_id: int | None, at: datetime) -> list[StoredFile]:
    """Gắn tệp vào hồ sơ: loose files of this owner become part of a record; returned in the order given.

    One statement. Raises Invalid `file_not_found` when one is unknown, somebody else's, or part of a record already.
    """
    wanted = [str(uid) for uid in uids]
    if not wanted:
        return []
    try:
        keys = [UUID(uid) for uid in wanted]
    except ValueError as exc:
        raise _field(Invalid, "file_not_found", _("Mã tệp không đúng. Hãy tải tệp lên lại.")) from exc
    found = {
        file.uid: file
        for file in StoredFile.objects.raw(
            "UPDATE common_storedfile SET attached_at = %s WHERE uid = ANY(%s) AND attached_at IS NULL"
            " AND owner_id IS NOT DISTINCT FROM %s RETURNING *",
            [at, keys, owner_id],
        )
    }
    if set(keys) - set(found):
        raise _field(Invalid, "file_not_found", _("Có tệp không còn trong kho tạm của bạn. Hãy tải tệp lên lại."))
    return [found[key] for key in keys]


def path_of(sha256: str) -> Path:
    """Where the bytes lie: ab/cd/<sha256>."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def open_bytes(file: StoredFile) -> IO[bytes]:
    """The bytes, to be streamed and closed by the caller."""
    return path_of(file.sha256).open("rb")


def read_bytes(file: StoredFile) -> bytes:
    """The bytes as a whole."""
    return path_of(file.sha256).read_bytes()


def _chunks(content: bytes | File | IO[bytes]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    content.seek(0)
    while chunk := content.read(_CHUNK):
        yield chunk


@contextmanager
def _draft(limit: int | None = None) -> Iterator[tuple[Path, Any]]:
    """A file of our own name beside the store; gone afterwards unless it was kept."""
    folder = Path(settings.FILES_ROOT) / "tmp"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / secrets.token_hex(16)

    def write(chunks: Iterable[bytes]) -> tuple[str, int]:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE), "wb") as file:
            return _write(file, chunks, limit or settings.UPLOAD_LIMIT_BYTES)

    try:
        yield path, write
    finally:
        path.unlink(missing_ok=True)


def _write(file: IO[bytes], chunks: Iterable[bytes], limit: int) -> tuple[str, int]:
    """Write, hash and count; stop at the limit; the bytes are on disk when it returns."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            megabytes = limit // (1024 * 1024)
            message = _("Tệp lớn hơn %(limit)d MB. Hãy chia nhỏ hoặc giảm độ phân giải khi quét.") % {
                "limit": megabytes
            }
            raise _field(TooLarge, "file_too_large", message)
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def _keep(draft: Path, digest: str) -> None:
    """Move to its place in one step, also when the same bytes lie there: the new copy is young for `collect`."""
    place = path_of(digest)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.replace(draft, place)
    for folder in (place.parent, place.parent.parent, place.parent.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checked_kind(path: Path, name: str, accepted: Sequence[Kind]) -> Kind:
    """The format by content, if it is accepted and the extension is honest about it."""
    kind, claimed = kind_of(path), extension(name)
    if kind is MACRO and MACRO not in accepted:
        message = _("Tệp có macro (chương trình tự chạy) nên không nhận. Hãy lưu lại thành tệp không có macro rồi gửi.")
        code = "file_type_not_allowed" if claimed in MACRO.extensions else "file_type_mismatch"
        raise _field(UnsupportedType, code, message)
    if kind and claimed and claimed not in kind.extensions and not _harmless(kind, claimed):
        raise _lies(claimed)
    if kind is None and any(claimed in known.extensions for known in KNOWN):
        raise _lies(claimed)
    if kind is None or kind not in accepted:
        names = ", ".join(sorted({known.extensions[0].upper() for known in accepted}))
        message = _("Loại tệp này không được nhận. Các loại được nhận: %(names)s.") % {"names": names}
        raise _field(UnsupportedType, "file_type_not_allowed", message)
    return kind


def _harmless(kind: Kind, claimed: str) -> bool:
    """Plain text looks alike: a .txt that begins with a brace is no lie."""
    text = {"text", "json", "xml"}
    honest = {ext for known in KNOWN if known.name in text for ext in known.extensions}
    return kind.name in {"text", "json"} and claimed in honest


def _lies(claimed: str) -> UnsupportedType:
    message = _("Nội dung tệp không đúng với đuôi “.%(ext)s”. Hãy gửi tệp gốc, không đổi đuôi.") % {"ext": claimed}
    return _field(UnsupportedType, "file_type_mismatch", message)


def _field(refusal: type, code: str, message: str) -> Any:
    return refusal(message, code=code, errors=[{"field": "file", "message": message}])

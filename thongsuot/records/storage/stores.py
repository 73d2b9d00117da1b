"""Các kho chứa bản: a folder, or an S3 bucket with object lock. A store knows bytes by their hash and nothing else.

THONGSUOT_RECORD_STORES names them: `tên=folder:/đường/dẫn` or `tên=s3:http://máy:cổng/thùng`, each with `|môi trường`
(the medium it lies on: two stores on one disk are one medium), parted by commas. Keys of an S3 store stand in
THONGSUOT_RECORD_S3_KEYS as `tên=khoá:bí mật`.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

CHUNK = 1024 * 1024
# What is kept for good is locked for this long and locked again before it ends (S3 wants a day).
LOCKED_FOR_GOOD = timedelta(days=365 * 100)


class StoreFault(Exception):
    """Kho không trả lời, đầy, hay từ chối; in words for the board."""


class Missing(StoreFault):
    """Kho không có bản này."""


class Store(Protocol):
    """Một kho. `put` returns only when the bytes are durable there; nothing is ever written over a good copy unseen."""

    @property
    def name(self) -> str:
        """Tên kho."""
        ...

    @property
    def medium(self) -> str:
        """Nơi chứa: two stores on one disk are one."""
        ...

    @property
    def locked(self) -> bool:
        """Không ghi đè, không xoá trước hạn được."""
        ...

    def put(self, sha256: str, chunks: Iterable[bytes], size: int, *, retain_until: date | None) -> None:
        """Chép vào kho, checking the hash on the way; raises StoreFault."""
        ...

    def read(self, sha256: str) -> Iterator[bytes]:
        """Đọc từng đoạn; raises Missing, StoreFault."""
        ...

    def erase(self, sha256: str) -> None:
        """Xoá; raises StoreFault when the store's lock forbids it."""
        ...


@dataclass(frozen=True, slots=True)
class FolderStore:
    """Kho là một thư mục: ab/cd/<sha256>, read-only files, written aside and moved in one step."""

    name: str
    root: Path
    medium: str
    locked: bool = False

    def put(self, sha256: str, chunks: Iterable[bytes], size: int, *, retain_until: date | None = None) -> None:
        """Chép vào thư mục."""
        place = self._place(sha256)
        draft = self.root / "tmp" / f"{sha256}.{secrets.token_hex(6)}"
        try:
            draft.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o400), "wb", buffering=0) as file:
                for chunk in checked(chunks, sha256):
                    file.write(chunk)
                os.fsync(file.fileno())
            os.replace(draft, place)
            for folder in (place.parent, place.parent.parent):
                _sync(folder)
        except OSError as fault:
            raise StoreFault(f"{self.name}: {fault.strerror or fault}") from fault
        finally:
            with suppress(OSError):
                draft.unlink()

    def read(self, sha256: str) -> Iterator[bytes]:
        """Đọc từ thư mục."""
        try:
            with self._place(sha256).open("rb", buffering=0) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except FileNotFoundError as gone:
            raise Missing(f"{self.name}: không có") from gone
        except OSError as fault:
            raise StoreFault(f"{self.name}: {fault.strerror or fault}") from fault

    def erase(self, sha256: str) -> None:
        """Xoá khỏi thư mục; already gone is fine."""
        try:
            self._place(sha256).unlink(missing_ok=True)
        except OSError as fault:
            raise StoreFault(f"{self.name}: {fault.strerror or fault}") from fault

    def _place(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256


class S3Store:
    """Kho là một thùng S3 with object lock: each copy is locked (COMPLIANCE) until its time of retention is over.

    A locked version cannot be removed or overwritten by anybody; a damaged answer is repaired by a new version.
    """

    def __init__(self, name: str, endpoint: str, bucket: str, medium: str, keys: tuple[str, str]) -> None:
        self.name, self.bucket, self.medium, self.locked = name, bucket, medium, True
        self._endpoint, self._keys = endpoint, keys
        self._client: Any = None

    @property
    def client(self) -> Any:
        """Made when first needed: boto3 takes a moment to import."""
        if self._client is None:
            import boto3
            from botocore.config import Config

            self._client = boto3.client(
                "s3",
                endpoint_url=self._endpoint,
                aws_access_key_id=self._keys[0],
                aws_secret_access_key=self._keys[1],
                region_name="us-east-1",
                config=Config(
                    connect_timeout=5, read_timeout=60, retries={"max_attempts": 2}, s3={"addressing_style": "path"}
                ),
            )
        return self._client

    def make_bucket(self) -> None:
        """Lập thùng có khoá đối tượng, once; a bucket made without the lock cannot get it later."""
        with self._words():
            names = {one["Name"] for one in self.client.list_buckets()["Buckets"]}
            if self.bucket not in names:
                self.client.create_bucket(Bucket=self.bucket, ObjectLockEnabledForBucket=True)

    def put(self, sha256: str, chunks: Iterable[bytes], size: int, *, retain_until: date | None = None) -> None:
        """Chép lên S3 under the hash, locked."""
        import tempfile

        with tempfile.SpooledTemporaryFile(max_size=8 * CHUNK) as body, self._words():
            for chunk in checked(chunks, sha256):
                body.write(chunk)
            body.seek(0)
            self.client.put_object(
                Bucket=self.bucket,
                Key=sha256,
                Body=body,
                ContentLength=size,
                ObjectLockMode="COMPLIANCE",
                ObjectLockRetainUntilDate=_moment(retain_until),
            )

    def read(self, sha256: str) -> Iterator[bytes]:
        """Đọc từ S3."""
        with self._words():
            found = self.client.get_object(Bucket=self.bucket, Key=sha256)
            with closing(found["Body"]) as body:
                yield from body.iter_chunks(CHUNK)

    def erase(self, sha256: str) -> None:
        """Xoá mọi phiên bản; refused by the server while one is locked."""
        with self._words():
            found = self.client.list_object_versions(Bucket=self.bucket, Prefix=sha256)
            for one in [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]:
                self.client.delete_object(Bucket=self.bucket, Key=sha256, VersionId=one["VersionId"])

    def _words(self) -> "_Words":
        return _Words(self.name)


class _Words:
    """Turns what boto says into a StoreFault."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        if isinstance(fault, ClientError):
            code = fault.response.get("Error", {}).get("Code", "")
            kind = Missing if code in ("NoSuchKey", "404") else StoreFault
            raise kind(f"{self.name}: {code}") from fault
        if isinstance(fault, BotoCoreError):
            raise StoreFault(f"{self.name}: {type(fault).__name__}") from fault


class WrongBytes(StoreFault):
    """Nội dung không đúng mã băm."""


def checked(chunks: Iterable[bytes], sha256: str) -> Iterator[bytes]:
    """The same chunks, hashed on the way; raises WrongBytes at the end when they are not those of the name."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
    if digest.hexdigest() != sha256:
        raise WrongBytes("nội dung không đúng mã băm")


def digest_of(chunks: Iterable[bytes]) -> tuple[str, int]:
    """SHA-256 and size of a stream."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def configured() -> dict[str, Store]:
    """Các kho đã khai, in their order; those of the settings at this moment."""
    return dict(_configured(settings.RECORD_STORES, settings.RECORD_S3_KEYS))


@cache
def _configured(text: str, keys: str) -> Mapping[str, Store]:
    known = dict(pair.split("=", 1) for pair in keys.split(",") if "=" in pair)
    found: dict[str, Store] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, _sep, rest = part.partition("=")
        where, _sep, medium = rest.partition("|")
        kind, _sep, place = where.partition(":")
        if kind == "folder":
            found[name] = FolderStore(name, Path(place), medium or place)
        elif kind == "s3":
            endpoint, _sep, bucket = place.rpartition("/")
            key, _sep, secret = known.get(name, ":").partition(":")
            found[name] = S3Store(name, endpoint, bucket, medium or endpoint, (key, secret))
        else:
            raise ValueError(f"THONGSUOT_RECORD_STORES: không hiểu kho “{part}”")
    return found


def _moment(day: date | None) -> datetime:
    if day is None:
        return datetime.now(UTC) + LOCKED_FOR_GOOD
    return max(datetime.combine(day, time(23, 59, 59), UTC), datetime.now(UTC) + timedelta(minutes=1))


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

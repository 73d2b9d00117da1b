"""Mã hoá trường nhạy cảm: AES-256-GCM under versioned keys, and keyed hashes for look-up.

A cipher is version (1 byte) + nonce (12) + text and tag. `aad` ties it to its row: a cipher moved to another row
does not open. Whoever keeps ciphers registers a way to re-encrypt them, so that `rotate` reaches every one.
"""

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from thongsuot.common import keyring
from thongsuot.common.text import nfc

DATA, LOOKUP = "data", "lookup"
_NONCE = 12
BATCH = 500
Recrypt = Callable[[bytes, bytes], bytes]  # (cipher, aad) → cipher under the newest key
_sources: dict[str, Callable[[int], int]] = {}


class CannotDecryptError(Exception):
    """Không giải mã được: wrong row, damaged cipher, or the key file of its version is missing."""


def encrypt(text: str, aad: bytes) -> bytes:
    """Mã hoá under the newest key."""
    version, key = keyring.newest(DATA)
    nonce = os.urandom(_NONCE)
    return bytes([version]) + nonce + AESGCM(key).encrypt(nonce, text.encode(), aad)


def decrypt(cipher: bytes, aad: bytes) -> str:
    """Giải mã; raises CannotDecryptError."""
    cipher = bytes(cipher)
    key = keyring.versions(DATA).get(version_of(cipher))
    if key is None:
        raise CannotDecryptError("thiếu khoá của phiên bản này")
    try:
        return AESGCM(key).decrypt(cipher[1 : 1 + _NONCE], cipher[1 + _NONCE :], aad).decode()
    except (InvalidTag, ValueError):
        raise CannotDecryptError("bản mã hỏng hoặc thuộc dòng khác") from None


def version_of(cipher: bytes) -> int:
    """Version of the key a cipher needs; 0 for an empty one."""
    return cipher[0] if cipher else 0


def lookup_hash(text: str) -> bytes:
    """Hàm băm có khoá: finds equal values without storing them; useless to who has only the database."""
    return hmac.digest(keyring.versions(LOOKUP)[1], nfc(text).encode(), sha256)


def register(name: str, recrypt_rows: Callable[[int], int]) -> None:
    """Name a place that keeps ciphers; `recrypt_rows(newest_version)` re-encrypts all of it and returns the count."""
    _sources[name] = recrypt_rows


def register_column(
    table: str, column: str, *, key: str | tuple[str, ...], aad: Callable[..., bytes], needs: tuple[str, ...]
) -> None:
    """Register a bytea column: `key` orders and names rows, `aad(*needs)` gives back each row's additional data."""
    place = _Column(table, column, (key,) if isinstance(key, str) else key, aad, needs)
    register(f"{table}.{column}", place.recrypt)


def recrypt(cipher: bytes, aad: bytes) -> bytes:
    """The same text under the newest key."""
    return encrypt(decrypt(cipher, aad), aad)


def rotate() -> dict[str, int]:
    """Xoay khoá: make a new version and re-encrypt all registered places; old keys stay for backups.

    May be run again after an interruption: rows already under the newest key are left alone. A writer that still
    holds the old key (it looks at the folder before each encryption) is caught by the next run.
    """
    return recrypt_all(keyring.add_version(DATA))


def recrypt_all(newest: int | None = None) -> dict[str, int]:
    """Finish or repeat a rotation without making another key."""
    version = newest or keyring.newest(DATA)[0]
    return {name: recrypt_rows(version) for name, recrypt_rows in sorted(_sources.items())}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of ciphers that is re-encrypted in batches of one transaction each, so that nobody waits long."""

    table: str
    column: str
    key: tuple[str, ...]
    aad: Callable[..., bytes]
    needs: tuple[str, ...]

    def recrypt(self, newest: int) -> int:
        """All rows that are not under the newest key, in the order of the key."""
        done, after = 0, None
        while True:
            count, after = self._batch(newest, after)
            done += count
            if after is None:
                return done

    @transaction.atomic
    def _batch(self, newest: int, after: tuple[Any, ...] | None) -> tuple[int, tuple[Any, ...] | None]:
        """One batch after a key; returns how many rows and the last key, None at the end."""
        q = connection.ops.quote_name
        names, table, column = ", ".join(q(name) for name in self.key), q(self.table), q(self.column)
        marks = ", ".join(["%s"] * len(self.key))
        wanted = ", ".join([names, column, *(q(name) for name in self.needs)])
        further = f"AND ({names}) > ({marks})" if after else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {wanted} FROM {table} WHERE length({column}) > 0 AND get_byte({column}, 0) <> %s {further}"  # noqa: S608
                f" ORDER BY {names} LIMIT {BATCH} FOR UPDATE",
                [newest, *(after or ())],
            )
            rows = cursor.fetchall()
            width = len(self.key)
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s WHERE ({names}) = ({marks})",  # noqa: S608
                [(recrypt(bytes(row[width]), self.aad(*row[width + 1 :])), *row[:width]) for row in rows],
            )
        return len(rows), rows[-1][:width] if rows else None

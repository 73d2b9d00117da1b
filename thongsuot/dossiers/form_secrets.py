"""Số định danh trong tờ khai: answers of kind `id_number` are stored encrypted, shown masked, opened only for the paper.

Bound to the dossier's uid, so that a value copied into another dossier does not open.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from thongsuot.accounts.id_numbers import mask_id
from thongsuot.common.crypto import decrypt, encrypt
from thongsuot.procedures.eform import fields
from thongsuot.procedures.selectors import Version

SEALED = "\u0001enc:"  # no answer begins so: control characters do not pass the door


def _secret_paths(version: Version) -> frozenset[str]:
    """Dotted paths of ID numbers in this version's form; rows of a repeated group share one path."""
    found: set[str] = set()
    for _part, field in fields(version):
        if field.kind == "id_number":
            found.add(field.path)
        found |= {f"{field.path}.{column.path}" for column in field.columns if column.kind == "id_number"}
    return frozenset(found)


def _walk(value: Any, path: str, secret: frozenset[str], change: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {k: _walk(v, f"{path}.{k}" if path else str(k), secret, change) for k, v in value.items()}
    if isinstance(value, list):
        return [_walk(item, path, secret, change) for item in value]
    return change(value) if path in secret and isinstance(value, str) and value else value


def seal_one(value: str, uid: UUID) -> str:
    """One answer as it is stored; what is sealed already stays."""
    if value.startswith(SEALED):
        return value
    return SEALED + base64.b64encode(encrypt(value, uid.bytes)).decode()


def seal(version: Version, form: Mapping[str, Any], uid: UUID) -> dict[str, Any]:
    """Form as it is stored."""
    return dict(_walk(form, "", _secret_paths(version), lambda value: seal_one(value, uid)))


def open_one(value: str, uid: UUID) -> str:
    """One answer as it was given."""
    return decrypt(base64.b64decode(value[len(SEALED) :]), uid.bytes) if value.startswith(SEALED) else value


def unseal(version: Version, form: Mapping[str, Any], uid: UUID) -> dict[str, Any]:
    """Form with plain numbers, for validation and for the result on paper; never for a list or a log."""
    return dict(_walk(form, "", _secret_paths(version), lambda value: open_one(value, uid)))


def masked(version: Version, form: Mapping[str, Any], uid: UUID) -> dict[str, Any]:
    """Form as pages and API show it."""
    return dict(_walk(form, "", _secret_paths(version), lambda value: mask_id(open_one(value, uid))))


def merge(form: Mapping[str, Any], corrections: Any) -> dict[str, Any]:
    """Answers with corrections put in, group by group; what is not corrected stays."""
    merged = dict(form)
    if not isinstance(corrections, Mapping):
        return merged
    for key, value in corrections.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged

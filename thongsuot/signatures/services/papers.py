"""Xin chữ ký cho một giấy đã in: the same kept file goes from one signer to the next, in their order.

Minutes, registers and lists of other rooms are signed this way; what follows a signature they say by `hooks`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from thongsuot.accounts.principal import Principal
from thongsuot.common.language import in_vietnamese
from thongsuot.common.models import StoredFile
from thongsuot.common.transactions import one_transaction
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.services.asking import request_signature


@dataclass(frozen=True, slots=True)
class Subject:
    """Giấy gì, của việc nào; `page` is where its drafter looks after it.

    What it is called is kept, and so it is said in Vietnamese whatever language the asker reads: a title that is
    translated comes lazily, with its `words`.
    """

    province_id: int
    kind: str
    id: int
    code: str
    title: str | Promise
    page: str
    words: Mapping[str, object] = field(default_factory=dict)

    def told(self) -> str:
        """Tên giấy như được cất."""
        with in_vietnamese():
            return str(self.title) % self.words if self.words else str(self.title)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Một chữ ký: of a person, or (`role`) of who keeps the seal. `unit_id` is where the signer works."""

    purpose: str
    unit_id: int
    user_id: int | None = None
    role: str | None = None
    mark: Mapping[str, Any] | None = None


@one_transaction
def ask_in_order(
    subject: Subject, file: StoredFile, wanted: Sequence[Wanted], *, principal: Principal | None, at: datetime
) -> list[SigningRequest]:
    """Xin các chữ ký, the first first. Raises what `request_signature` raises; then nothing is asked."""
    return [
        request_signature(
            province_id=subject.province_id,
            unit_id=one.unit_id,
            purpose=one.purpose,
            subject_kind=subject.kind,
            subject_id=subject.id,
            subject_code=subject.code,
            subject_title=subject.told(),
            page=subject.page,
            at=at,
            wanted_user_id=one.user_id,
            wanted_role=one.role,
            file_uid=file.uid,
            mark=one.mark,
            order=order,
            principal=principal,
        )
        for order, one in enumerate(wanted, 1)
    ]

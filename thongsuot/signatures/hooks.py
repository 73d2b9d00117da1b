"""Chỗ móc của phòng trên: what a signature is asked for, by kind of subject. Called by signatures, known to nobody below.

    hooks.register("document", prepare=final_pdf, done=signed, refused=sent_back)

`prepare(request)` gives the bytes to be signed, outside of any transaction; it may have short ones of its own (a number
reserved). Without it, the file of an earlier signature of the same subject is signed, else the request's own file.
`done(request, signed_file, principal, at)` and `refused(request, reason, principal, at)` run inside the short transaction
that stores the outcome, after the request was locked; what they raise takes the outcome back. Nobody refused (principal
None): who was to sign has no post there any more (`services.ending`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from thongsuot.accounts.principal import Principal
from thongsuot.common.models import StoredFile
from thongsuot.signatures.models import SigningRequest

Prepare = Callable[[SigningRequest], bytes]
Done = Callable[[SigningRequest, StoredFile, Principal, datetime], None]
Refused = Callable[[SigningRequest, str, Principal | None, datetime], None]


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a room said for one kind of subject."""

    prepare: Prepare | None = None
    done: Done | None = None
    refused: Refused | None = None


_NOTHING = Hooks()
_by_kind: dict[str, Hooks] = {}


def register(
    kind: str, *, prepare: Prepare | None = None, done: Done | None = None, refused: Refused | None = None
) -> None:
    """Đăng ký cho một loại; registering a kind again replaces it."""
    _by_kind[kind] = Hooks(prepare, done, refused)


def of(kind: str) -> Hooks:
    """What is registered for a kind."""
    return _by_kind.get(kind, _NOTHING)

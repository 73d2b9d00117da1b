"""Nối với phòng chữ ký số: its requests, in the words documents uses (`gate`)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext as _

from thongsuot.documents import gate
from thongsuot.documents.models import Document
from thongsuot.documents.papers import sign_places
from thongsuot.documents.services.setting import letter_of
from thongsuot.signatures import hooks
from thongsuot.signatures.models import Certificate, SigningRequest
from thongsuot.signatures.services import asking


class Signatures:
    """The room that signs, as a gate."""

    def request(self, wanted: Sequence[gate.Wanted], *, at: datetime) -> None:
        """One request each; where the marks stand is asked of the layout once."""
        marks: dict[str, dict[str, float]] = {}
        for one in wanted:
            if one.placed and not marks:
                document = Document.objects.get(province_id=one.province_id, pk=one.subject_id)
                marks = {name: asdict(place) for name, place in sign_places(letter_of(document, at)).items()}
            asking.request_signature(
                province_id=one.province_id,
                unit_id=one.unit_id,
                purpose=one.purpose,
                subject_kind=gate.SUBJECT,
                subject_id=one.subject_id,
                subject_code=one.subject_code,
                subject_title=one.subject_title,
                page=one.page,
                at=at,
                wanted_user_id=one.wanted_user_id,
                wanted_role=one.wanted_role or None,
                mark=one.mark or marks.get(one.purpose),
                due_at=one.due_at,
                order=one.order,
            )

    def cancel(self, *, province_id: int, subject_id: int, at: datetime) -> None:
        """What waits is not wanted any more."""
        asking.cancel_subject(
            province_id=province_id, subject_kind=gate.SUBJECT, subject_id=subject_id, principal=None, at=at
        )

    def lock(self, *, province_id: int, subject_id: int) -> None:
        """Requests before their document, as the room that signs locks them."""
        asking.lock_subject(province_id, gate.SUBJECT, subject_id)

    def waits(self, *, province_id: int, subject_id: int) -> frozenset[str]:
        """What is still in somebody's queue."""
        found = SigningRequest.objects.filter(
            province_id=province_id,
            subject_kind=gate.SUBJECT,
            subject_id=subject_id,
            state=SigningRequest.State.WAITING,
        )
        return frozenset(found.values_list("purpose", flat=True))

    def missing(self, *, unit_id: int, user_id: int, at: datetime) -> str:
        """Which certificate is not there."""
        usable = Certificate.objects.filter(revoked_at=None, valid_from__lte=at, valid_to__gt=at)
        kinds = set(
            usable.filter(kind=Certificate.Kind.PERSON, user_id=user_id).values_list("kind", flat=True)[:1]
        ) | set(usable.filter(kind=Certificate.Kind.SEAL, unit_id=unit_id).values_list("kind", flat=True)[:1])
        if Certificate.Kind.PERSON not in kinds:
            return _("Người ký chưa có chứng thư số còn hiệu lực. Hãy báo quản trị đơn vị đăng ký chứng thư.")
        if Certificate.Kind.SEAL not in kinds:
            return _("Cơ quan chưa có chứng thư số (con dấu) còn hiệu lực, nên văn bản ký xong chưa đóng dấu được.")
        return ""


def connect() -> None:
    """Said once, when the platform starts."""
    from thongsuot.documents.services import signing, signing_books

    gate.use(Signatures())
    hooks.register(signing_books.SUBJECT, done=signing_books.done, refused=signing_books.refused)
    hooks.register(gate.SUBJECT, prepare=signing.prepare, done=signing.done, refused=signing.refused)

"""Từ văn bản ra trang in: the draft or the signed-to-be document as the layout takes it."""

from collections.abc import Sequence
from datetime import date, datetime

from thongsuot.accounts.principal import principal_of
from thongsuot.common.errors import Invalid
from thongsuot.common.language import in_vietnamese
from thongsuot.documents import groups
from thongsuot.documents.issuers import Issuer, issuer_of
from thongsuot.documents.models import Document, DraftVersion, Recipient
from thongsuot.documents.modes import authority_for
from thongsuot.documents.papers import Letter
from thongsuot.documents.papers.kinds import kind_of
from thongsuot.documents.services.turning import holder_of
from thongsuot.documents.timing import local_day

AS_ABOVE = "Như trên"


@in_vietnamese()
def letter_of(document: Document, at: datetime, *, revision: int | None = None) -> Letter:
    """Trang của văn bản này; without a number it has dotted places. `revision`: an earlier version of the draft."""
    versions = DraftVersion.objects.filter(province_id=document.province_id, document=document)
    draft = versions.filter(revision=revision).first() if revision else versions.order_by("-revision").first()
    day = document.issued_on or local_day(at)
    unit_id = holder_of(document)
    issuer = issuer_of(unit_id, day)
    to = tuple(line.strip() for line in (draft.addressed_to if draft else "").split("\n") if line.strip())
    greeted = to if kind_of(document.type).greets else ()
    return Letter(
        type=document.type,
        summary=draft.summary if draft else document.summary,
        body=draft.body if draft else "",
        appendix=draft.appendix if draft else "",
        to=to,
        agency=issuer.lines,
        place=issuer.place,
        notation=document.notation,
        number=document.number,
        issued_on=document.issued_on,
        recipients=tuple(recipient_lines(document, unit_id=unit_id, day=day, to=greeted)),
        decider=_decider(document, issuer),
        authority=authority_lines(document, unit_id, issuer, at),
        signer_name=document.signer_name,
        urgency=document.urgency,
        made_at=document.signed_at or at,
    )


def recipient_lines(document: Document, *, unit_id: int, day: date, to: Sequence[str] = ()) -> list[str]:
    """Các dòng nơi nhận như in trên văn bản: a whole group in one line, and "Như trên" for whoever it is addressed to.

    `to` are the lines of "kính gửi" when they are printed (NĐ 30/2020, Phụ lục I: công văn, tờ trình, báo cáo…).
    """
    found = Recipient.objects.filter(province_id=document.province_id, document=document).order_by("position", "id")
    lines = groups.lines_of(list(found), unit_id=unit_id, province_id=document.province_id, on=day)
    above = {groups.key_of(line) for line in to}
    names = [AS_ABOVE if groups.key_of(line.name) in above else line.name.rstrip(" ;.") for line in lines]
    names = list(dict.fromkeys(names))
    return [f"{name}{'.' if n == len(names) else ';'}" for n, name in enumerate(names, 1)]


def _decider(document: Document, issuer: Issuer) -> str:
    """Who decides: the collective when it is signed TM., else its head."""
    agency = issuer.lines[-1]
    return agency if document.signing_mode in ("TM", "TMKT") else f"{issuer.head} {agency}"


def authority_lines(document: Document, unit_id: int, issuer: Issuer, at: datetime) -> tuple[str, ...]:
    """Các dòng của ô ký: TM., KT., TL. and the post; empty when the signer may not sign so any more."""
    signer = principal_of(document.signer_id, at) if document.signer_id else None
    if signer is None:
        return ()
    try:
        return authority_for(signer, unit_id, issuer, document.signing_mode).lines
    except Invalid:
        return ()

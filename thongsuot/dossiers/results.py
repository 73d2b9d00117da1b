"""Kết quả của hồ sơ: uploaded, or made from the procedure's template, or form 03 when rejected; kept as its files.

A result is marked "chưa ký số" until it is signed (`signed_results`); a clean page of it is what is signed.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.language import in_vietnamese
from thongsuot.common.models import StoredFile
from thongsuot.common.numbering import next_number
from thongsuot.documents import as_pdf, word_pages
from thongsuot.dossiers import certified_copies, papers, products, timing
from thongsuot.dossiers.form_secrets import unseal
from thongsuot.dossiers.models import CertifiedCopy, DossierFile, PaperSigning
from thongsuot.dossiers.pages_to_sign import refusal, signer_words
from thongsuot.dossiers.receipts import unit_then
from thongsuot.dossiers.result_fields import Source, declared, filled
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.signed_results import MAKING, ToSign, present, type_by_title, why_not
from thongsuot.org.selectors import unit_info
from thongsuot.signatures.signing import SigningRefused

PDF = files.PDF.media_type
REFUSAL_FORM = "03"
Made = PaperSigning.Made


class Given(Protocol):
    """What a result that was handed in says of itself."""

    @property
    def file_id(self) -> str:
        """Tệp đã tải lên; empty when it is made from the template."""

    @property
    def title(self) -> str:
        """Tên kết quả."""

    @property
    def number(self) -> str:
        """Số của kết quả."""

    @property
    def code(self) -> str:
        """Mã loại kết quả trong danh mục."""


def attach(
    loaded: Loaded, principal: Principal, *, at: datetime, outcome: str, given: Sequence[Given], note: str
) -> list[dict[str, str]]:
    """Gắn kết quả vào hồ sơ; earlier results stay, marked as replaced. Returns what the journal keeps of them."""
    uploads = [g for g in given if g.file_id]
    compared = certified_copies.live(loaded) if outcome != "rejected" else []
    if outcome == "rejected":
        rows, clean = _rejection(loaded, principal, at, note)
    elif uploads:
        rows, clean = _uploads(loaded, principal, at, uploads)
    elif compared:
        rows, clean = [], []
    elif loaded.version.result_template in papers.RESULT_TEMPLATES:
        rows, clean = _from_template(loaded, principal, at, next((g.number for g in given if g.number), ""))
    else:
        raise Invalid(
            _("Thủ tục này không có mẫu kết quả; hãy tải lên tệp kết quả."),
            code="result_missing",
            errors=[{"field": "results", "message": _("Cần ít nhất một tệp kết quả.")}],
        )
    more_rows, more_clean = _certified(loaded, principal, at, compared)
    rows, clean = [*rows, *more_rows], [*clean, *more_clean]
    dossier = loaded.dossier
    DossierFile.objects.filter(
        province_id=dossier.province_id, dossier_id=dossier.pk, purpose=DossierFile.Purpose.RESULT, replaced_at=None
    ).update(replaced_at=at)
    DossierFile.objects.bulk_create(rows)
    present(loaded, clean, principal, at=at)
    return [{"title": r.title, "number": r.number, "sha256": r.file.sha256} for r in rows]


def to_sign_again(
    loaded: Loaded, row: DossierFile, made: str, words: dict[str, Any], principal: Principal, at: datetime
) -> ToSign:
    """Trang sạch của một kết quả đã có, now that nothing is in the way of its signature."""
    if made == Made.REFUSAL:
        words = {**words, "signer": signer_words(signer_of(loaded, principal))}
        return _refusal_to_sign(loaded, principal, at, row, words, "")
    if made == Made.COPY:
        return ToSign(Made.COPY, row.title, row, words=words)
    if made == Made.TEMPLATE:
        return _clean(loaded, principal, at, row)
    return _upload_to_sign(row, "", principal)


def _row(loaded: Loaded, at: datetime, stored: Any, *, title: str, number: str, code: str) -> DossierFile:
    return DossierFile(
        province_id=loaded.dossier.province_id,
        dossier_id=loaded.dossier.pk,
        file=stored,
        purpose=DossierFile.Purpose.RESULT,
        code=code[:60],
        title=title[:300],
        number=number[:60],
        signed=False,
        added_at=at,
    )


def _uploaded(loaded: Loaded, principal: Principal, at: datetime, given: Given) -> DossierFile:
    (stored,) = files.attach([given.file_id], owner_id=principal.user_id, at=at)
    title = given.title or loaded.version.result_name or stored.name
    return _row(loaded, at, stored, title=title, number=given.number, code=given.code or loaded.version.result_code)


def _store(loaded: Loaded, principal: Principal, at: datetime, pdf: bytes, name: str) -> Any:
    return files.store(pdf, f"{name}.pdf", owner_id=principal.user_id, at=at)


def _uploads(
    loaded: Loaded, principal: Principal, at: datetime, given: Sequence[Given]
) -> tuple[list[DossierFile], list[ToSign]]:
    rows = [_uploaded(loaded, principal, at, one) for one in given]
    blocked = why_not(loaded, principal, at)
    return rows, [_upload_to_sign(row, blocked, principal) for row in rows]


def _upload_to_sign(row: DossierFile, blocked: str, principal: Principal) -> ToSign:
    """A PDF is signed as it is; a picture or a Word file is made into pages by a job first, then presented."""
    page = row.file if row.file.media_type == PDF else None
    words: dict[str, Any] = {} if row.number else {"numbered_here": True}
    if page is None:
        blocked = blocked or _no_pages(row.file)
    elif not blocked:
        _refuse_unsignable(row.file)
    if page is None and not blocked:
        blocked = _("Đang làm trang PDF từ tệp đã tải lên; xong thì tự trình ký.")
        words |= {MAKING: principal.user_id}
    return upload_to_sign(row, page, blocked, words)


def _no_pages(file: StoredFile) -> str:
    """Vì sao tệp này không thành trang được; empty when a job can make them."""
    if file.media_type == as_pdf.WORD:
        return word_pages.missing()
    if file.media_type in as_pdf.PICTURES:
        return ""
    return _("Tệp kết quả không phải PDF, ảnh hay Word nên không ký số được. Hãy sửa kết quả, tải lên bản PDF.")


def upload_to_sign(row: DossierFile, page: StoredFile | None, blocked: str, words: dict[str, Any]) -> ToSign:
    """Tệp đã tải lên để ký số, with the page that is signed; what was brought stays in the dossier, replaced."""
    return ToSign(
        Made.UPLOADED,
        row.title,
        row,
        page,
        number=row.number,
        type_key="" if row.number else type_by_title(row.title),
        blocked_by=blocked,
        words=words,
    )


@in_vietnamese()
def _certified(
    loaded: Loaded, principal: Principal, at: datetime, compared: Sequence[CertifiedCopy]
) -> tuple[list[DossierFile], list[ToSign]]:
    """Bản sao chứng thực: the scans that were compared, marked as not yet signed until the seal is on them."""
    if not compared:
        return [], []
    blocked, rows, clean = why_not(loaded, principal, at), [], []
    for one in compared:
        stored = _store(loaded, principal, at, certified_copies.unsigned_page(one, at), f"ban-sao-{one.position}")
        title = _("Bản sao chứng thực điện tử: %(what)s") % {"what": one.title}
        rows.append(_row(loaded, at, stored, title=title, number="", code=loaded.version.result_code))
        clean.append(ToSign(Made.COPY, title[:300], rows[-1], blocked_by=blocked, words={"copy": one.pk}))
    return rows, clean


def _refuse_unsignable(file: StoredFile) -> None:
    """What the signature would be refused on is refused now, while who brought it can bring another."""
    from thongsuot.signatures.signing import pdfs

    try:
        pdfs.to_sign(files.read_bytes(file))
    except SigningRefused as refused:
        message = str(refused.detail)
        raise Invalid(message, code=refused.code, errors=[{"field": "result", "message": message}]) from refused


def _rejection(loaded: Loaded, principal: Principal, at: datetime, note: str) -> tuple[list[DossierFile], list[ToSign]]:
    words = {"reason": note, "signer": signer_words(signer_of(loaded, principal))}
    stored = _store(loaded, principal, at, refusal(loaded, words, at=at), f"{loaded.dossier.code}-tu-choi")
    with in_vietnamese():
        row = _row(loaded, at, stored, title=_("Phiếu từ chối giải quyết hồ sơ (mẫu 03)"), number="", code=REFUSAL_FORM)
    return [row], [_refusal_to_sign(loaded, principal, at, row, words, why_not(loaded, principal, at))]


def _refusal_to_sign(
    loaded: Loaded, principal: Principal, at: datetime, row: DossierFile, words: dict[str, Any], blocked: str
) -> ToSign:
    page = None
    if not blocked:
        pdf = refusal(loaded, words, at=at, signed=True)
        page = _store(loaded, principal, at, pdf, f"{loaded.dossier.code}-tu-choi-de-ky")
    return ToSign(Made.REFUSAL, row.title, row, page, notation="PTC", type_key="TB", blocked_by=blocked, words=words)


def _from_template(
    loaded: Loaded, principal: Principal, at: datetime, number: str
) -> tuple[list[DossierFile], list[ToSign]]:
    row = _made(loaded, principal, at, number)
    if blocked := why_not(loaded, principal, at):
        return [row], [ToSign(Made.TEMPLATE, row.title, row, blocked_by=blocked)]
    return [row], [_clean(loaded, principal, at, row)]


def signer_of(loaded: Loaded, principal: Principal) -> papers.Signer:
    """Dòng ký của người này on a paper of this dossier."""
    posts = principal.posts_in(loaded.competent_id) or _signing_posts(loaded, principal)
    chair = next((post for post in posts if post.role == Role.CHAIR), None)
    if chair and chair.on_behalf:  # own posts come first, so the title is his own
        return papers.Signer(posts[0].title.upper(), principal.name, f"{chair.on_behalf.mode}. {_('CHỦ TỊCH')}")
    if chair:
        return papers.Signer(_("CHỦ TỊCH"), principal.name, _("TM. ỦY BAN NHÂN DÂN"))
    return papers.Signer(posts[0].title.upper() if posts else _("NGƯỜI KÝ"), principal.name)


def _signing_posts(loaded: Loaded, principal: Principal) -> tuple[Any, ...]:
    """Posts in the department whose step ends the dossier (liên thông khác cấp)."""
    return tuple(
        post for step in loaded.open_steps() if loaded.signs(step) for post in principal.posts_in(step.unit_id)
    )


def _source(loaded: Loaded, unit_name: str, day: date) -> Source:
    dossier, version = loaded.dossier, loaded.version
    return Source(
        version,
        unseal(version, dossier.form, dossier.uid),
        dossier.applicant_name,
        _("Ủy ban nhân dân %(unit)s") % {"unit": unit_name},
        dossier.code,
        day,
    )


@in_vietnamese()
def _values(loaded: Loaded, unit_name: str, day: date) -> dict[str, Any]:
    """Everything known for the result's template: declaration, dossier, products of the steps."""
    return filled(loaded.version.result_template, _source(loaded, unit_name, day), products.of_dossier(loaded))


def fields_for_steps(loaded: Loaded, day: date) -> list[tuple[papers.ResultField, Any]]:
    """Ô của kết quả mà tờ khai không có, for whoever works on the dossier; each with what was given so far."""
    fields = products.template_fields(loaded.version)
    if not fields:
        return []
    known = declared(loaded.version.result_template, _source(loaded, "", day))
    given = products.of_dossier(loaded)
    return [(f, given.get(key, "")) for key, f in fields.items() if key not in known and f.kind != "rows"]


def missing(loaded: Loaded, day: date) -> list[papers.ResultField]:
    """Ô bắt buộc của kết quả còn trống; empty when the procedure has no template."""
    template = loaded.version.result_template
    if template not in papers.RESULT_TEMPLATES:
        return []
    values = _values(loaded, "", day)
    if template == "household_business":
        values.setdefault("registration_number", "1")  # given at signing
    return papers.missing_fields(template, values)


@in_vietnamese()
def _made(loaded: Loaded, principal: Principal, at: datetime, number: str) -> DossierFile:
    dossier, version = loaded.dossier, loaded.version
    number = number or _own_number(loaded, at)
    pdf = _drawn(loaded, signer_of(loaded, principal), at, number, whole=True)
    stored = _store(loaded, principal, at, pdf, f"{dossier.code}-ket-qua")
    return _row(loaded, at, stored, title=version.result_name, number=number, code=version.result_code)


@in_vietnamese()
def _clean(loaded: Loaded, principal: Principal, at: datetime, row: DossierFile) -> ToSign:
    """The same result without the mark: what the signature is put on."""
    pdf = _drawn(loaded, signer_of(loaded, principal), at, row.number, whole=True, signed=True)
    stored: StoredFile = _store(loaded, principal, at, pdf, f"{loaded.dossier.code}-de-ky")
    notation = papers.RESULT_TEMPLATES[loaded.version.result_template].notation
    return ToSign(Made.TEMPLATE, row.title, row, stored, number=row.number, notation=notation)


@in_vietnamese()
def draft_pdf(loaded: Loaded, principal: Principal, at: datetime) -> bytes:
    """Bản dự thảo của kết quả, to be read before signing: dotted lines for what is missing, no number used up."""
    if not products.template_fields(loaded.version):
        raise NotFound(_("Thủ tục này không có mẫu kết quả."))
    signs = any(loaded.version.process.step(s.key).signs and s.may_be_taken_by(principal) for s in loaded.open_steps())
    signer = signer_of(loaded, principal) if signs else papers.Signer(_("NGƯỜI KÝ"))
    return _drawn(loaded, signer, at, "", whole=False)


def _drawn(
    loaded: Loaded, signer: papers.Signer, at: datetime, number: str, *, whole: bool, signed: bool = False
) -> bytes:
    """The result on paper; `whole` refuses one with required boxes left empty, `signed` leaves the mark away."""
    dossier, template = loaded.dossier, loaded.version.result_template
    unit, day = unit_then(loaded.competent_id, at), timing.local_day(at)
    values = _values(loaded, unit.full_name, day)
    if template == "household_business" and number:
        values.setdefault("registration_number", number)
    if whole:
        _refuse_incomplete(template, values)
    data = papers.ResultData(
        agency=papers.Agency.committee(unit_info(dossier.province_id, day).full_name, unit.full_name, unit.name),
        code=dossier.code,
        made_at=at,
        signer=signer,
        fields=values,
        number=number,
        issued_on=day,
        signed=signed,
    )
    return papers.result(template, data)


def _own_number(loaded: Loaded, at: datetime) -> str:
    """Next number of the unit's register for this kind of result and year: row-locked, never repeated."""
    series = f"result:{loaded.competent_id}:{loaded.version.result_template}"
    return f"{next_number(series, str(timing.local_day(at).year), at):02d}"


def _refuse_incomplete(template: str, values: dict[str, Any]) -> None:
    missing = papers.missing_fields(template, values)
    if missing:
        raise Invalid(
            _(
                "Chưa đủ dữ liệu để lập kết quả: %(fields)s. Hãy bổ sung tờ khai ở bước thẩm tra,"
                " hoặc tải lên tệp kết quả đã lập."
            )
            % {"fields": ", ".join(field.label for field in missing)},
            code="result_incomplete",
            errors=[
                {"field": f"results.{field.key}", "message": _("Thiếu: %(name)s") % {"name": field.label}}
                for field in missing
            ],
        )

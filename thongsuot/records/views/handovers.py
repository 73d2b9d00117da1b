"""Bàn giao tài liệu của đơn vị giải thể: boards, one hand-over, Excel in and out, minutes signed digitally or by hand."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import needs, official
from thongsuot.accounts.views.proving import right_password
from thongsuot.common import files
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound, TooLarge, UnsupportedType
from thongsuot.common.files.kinds import JPEG, PDF, PNG, TIFF
from thongsuot.common.models import StoredFile
from thongsuot.common.now import now
from thongsuot.common.sheets import NUMBER, Column, write_table
from thongsuot.org.heirs import came_before
from thongsuot.org.selectors import unit_info, versions_of
from thongsuot.records.handing_over import sheets
from thongsuot.records.handing_over.forms import AcceptForm, SignForm
from thongsuot.records.handing_over.minutes import minutes_pdf
from thongsuot.records.handing_over.permissions import NEW, OLD, WRITERS, Standing, handover_for, need_side, visible
from thongsuot.records.handing_over.selectors import handovers as asked
from thongsuot.records.handing_over.services import gathering, listing, signing
from thongsuot.records.handing_over.services import handovers as services
from thongsuot.records.models import Batch, Handover, HandoverException
from thongsuot.records.views.acting import carry_out
from thongsuot.signatures.permissions import to_sign
from thongsuot.signatures.selectors.papers import paper_of
from thongsuot.ui.forms import errors_of

writers = needs(*WRITERS)
State = Handover.State
MOST_SHOWN = 500  # of the table; sums and Excel take all
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BOXES = 200  # of a page; the Excel list and the minutes have all


@official
@never_cache
@require_GET
def handovers(request: HttpRequest) -> HttpResponse:
    """Các đợt bàn giao của đơn vị mình; of the whole province for those who read it, by commune."""
    lines = asked.lines_of(visible(request.principal))
    context = {
        "lines": lines[:MOST_SHOWN],
        "left": max(len(lines) - MOST_SHOWN, 0),
        "communes": asked.by_commune(lines),
        "may_open": request.principal.has(*WRITERS),
        "states": State.choices,
    }
    return render(request, "records/handovers/board.html", context)


@official
@require_GET
def board_xlsx(request: HttpRequest) -> HttpResponse:
    """Bảng bàn giao, Excel."""
    titles = [_("Bên nhận"), _("Bên giao"), _("Đợt"), _("Tình trạng")]
    counts = [_("Hộp"), _("Hồ sơ"), _("Tài liệu"), _("Đã số hoá (%)"), _("Thiếu, hỏng, thừa")]
    columns = [*(Column(title, width=28) for title in titles), *(Column(title, NUMBER) for title in counts)]
    rows = [
        (
            line.new, line.old, line.handover.title, line.handover.get_state_display(), line.totals.boxes,
            line.totals.files, line.totals.documents, line.totals.share, line.totals.exceptions,
        )
        for line in asked.lines_of(visible(request.principal))
    ]  # fmt: skip
    return _file(write_table(columns, rows, _("Bàn giao tài liệu"), made_at=now()), "ban-giao-tai-lieu.xlsx")


def _file(content: bytes, name: str, media_type: str = XLSX) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@writers
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_handover(request: HttpRequest) -> HttpResponse:
    """Mở đợt bàn giao."""
    errors, status = [], 200
    if request.method == "POST":
        new_id, _sep, old_id = request.POST.get("old", "").partition("-")
        try:
            made = services.open_handover(
                old_id=_number(old_id),
                new_id=_number(new_id),
                title=request.POST.get("title", ""),
                basis=request.POST.get("basis", ""),
                by=request.principal,
                at=now(),
            )
            return HttpResponseRedirect(reverse("records:handover", args=[made.uid]))
        except Invalid as wrong:
            errors, status = wrong.errors, wrong.status
    today = timezone.localdate(now())
    pairs = [
        (f"{new_id}-{one}", f"{versions_of(one)[-1].full_name} → {unit_info(new_id, today).full_name}")
        for new_id in sorted(request.principal.units_with(*WRITERS))
        for one in came_before(new_id, today)
    ]
    context = {"pairs": sorted(pairs, key=lambda pair: pair[1]), "typed": request.POST, "errors": errors}
    return render(request, "records/handovers/new.html", context, status=status)


def _number(text: str, other: int = 0) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else other


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@official
@never_cache
@require_GET
def handover(request: HttpRequest, uid: str) -> HttpResponse:
    """Một đợt bàn giao."""
    found, standing = handover_for(request.principal, uid, now())
    return _page(request, found, standing)


def _page(
    request: HttpRequest,
    found: Handover,
    standing: Standing,
    errors: list[Any] | None = None,
    typed: Any = None,
    status: int = 200,
) -> HttpResponse:
    open_still = found.state not in (State.HANDED, State.ACCEPTED) and not found.asked_at
    writes = standing.writes and open_still
    units = request.principal.units_with(*WRITERS)
    batches = Batch.objects.filter(unit_id__in=units, origin_id=found.old_id).exclude(state=Batch.State.READING)
    at = now()
    may_ask = found.state == State.CHECKED and not found.asked_at and bool(standing.writes or standing.titles)
    context = {
        "paper": paper_of(found.province_id, services.SUBJECT, found.pk),
        "may_ask": may_ask,
        "givers": [one.pair for one in signing.givers(found, at)] if may_ask else [],
        "receivers": [one.pair for one in signing.receivers(found, at)] if may_ask else [],
        "mine_waits": _mine_waits(request, found),
        "handover": found,
        "old": versions_of(found.old_id)[-1].full_name,
        "new": versions_of(found.new_id)[-1].full_name,
        "totals": asked.totals(found),
        **_contents(found),
        "states": State.choices,
        "place": services.ORDER.index(State(found.state)),
        "writes": writes,
        "notes": (writes or standing.titles) and open_still,
        "may_move": writes and found.state in (State.COLLECTED, State.ARRANGED, State.DIGITISED),
        "sides": _sides(found, standing),
        "may_send_back": (found.state == State.HANDED or (found.state == State.CHECKED and found.asked_at))
        and (standing.writes or standing.titles),
        "batches": [(one.uid, f"{one} — {one.title}") for one in batches.order_by("-opened_at")[:100]]
        if writes
        else [],
        "kinds": HandoverException.Kind.choices,
        "errors": errors or [],
        "typed": typed or {},
    }
    return render(request, "records/handovers/handover.html", context, status=status)


def _contents(found: Handover) -> dict[str, Any]:
    """Boxes with what is in them, and what is missing or damaged, counted by box."""
    boxes = list(found.boxes.prefetch_related("files__items").order_by("pk")[:MOST_BOXES])
    exceptions = list(found.exceptions.select_related("box", "file__box", "found_by").order_by("pk"))
    return {
        "boxes": boxes,
        "box_choices": [(one.pk, f"{one.number}: {one.title}" if one.title else one.number) for one in boxes],
        "exceptions": exceptions,
        "troubled": Counter(one.file.box_id if one.file else one.box_id for one in exceptions),
    }


def _mine_waits(request: HttpRequest, found: Handover) -> bool:
    """Whether this very person is asked for a signature of these minutes."""
    return (
        bool(found.asked_at)
        and to_sign(request.principal)
        .filter(province_id=found.province_id, subject_kind=services.SUBJECT, subject_id=found.pk)
        .exists()
    )


def _sides(found: Handover, standing: Standing) -> list[str]:
    """For which side this person may say now that the minutes are signed by hand."""
    if found.asked_at:
        return []
    if found.state == State.CHECKED:
        return [OLD] if OLD in standing.titles else []
    return [NEW] if found.state == State.HANDED and NEW in standing.titles else []


@official
@require_POST
def act(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """Việc của đợt: sang bước sau, lấy từ mẻ, nạp Excel, ghi hoặc bỏ chỗ thiếu, trả lại."""
    found, standing = handover_for(request.principal, uid, now())
    about = {"uid": uid, "by": request.principal, "at": now()}
    seen = _number(request.POST.get("ban", ""), -1)

    def move_on(request: HttpRequest) -> str:
        return _("Đã sang bước: %(state)s.") % {"state": services.move_on(seen=seen, **about).get_state_display()}

    def gather(request: HttpRequest) -> str:
        batch = _uuid(request.POST.get("batch", ""))
        if batch is None:
            raise Invalid(errors=[{"field": "batch", "message": _("Hãy chọn một mẻ.")}])
        return _("Đã lấy %(count)d hồ sơ.") % {"count": gathering.gather(batch_uid=batch, seen=seen, **about)}

    def load(request: HttpRequest) -> str:
        file = request.FILES.get("file")
        if file is None:
            raise Invalid(errors=[{"field": "file", "message": _("Hãy chọn tệp Excel.")}])
        boxes, files = sheets.read(file.read(sheets.LARGEST + 1))
        listing.put_rows(boxes=boxes, files=files, seen=seen, **about)
        return _("Đã ghi %(boxes)d hộp, %(files)d hồ sơ từ tệp.") % {"boxes": len(boxes), "files": len(files)}

    def note(request: HttpRequest) -> str:
        box_id = _number(request.POST.get("box", "")) or None
        listing.add_exception(
            kind=request.POST.get("kind", ""),
            what=request.POST.get("what", ""),
            box_id=box_id,
            file_id=_file_in(found, box_id, request.POST.get("file_number", "").strip()),
            **about,
        )
        return _("Đã ghi vào mục thiếu, hỏng, thừa.")

    def drop(request: HttpRequest) -> str:
        listing.drop_exception(exception_id=_number(request.POST.get("so", "")), seen=seen, **about)
        return _("Đã bỏ dòng này; nhật ký còn giữ.")

    def send_back(request: HttpRequest) -> str:
        services.send_back(reason=request.POST.get("reason", ""), **about)
        return _("Đã trả lại; sửa xong thì bên giao ký lại.")

    def ask(request: HttpRequest) -> str:
        who = {f"{side}_id": _number(request.POST.get(side, "")) for side in ("giver", "receiver")}
        signing.ask(seen=seen, **who, **about)
        return _("Đã trình ký biên bản: bên giao ký trước, rồi bên nhận.")

    acts = {
        "trinh-ky": ask, "sang-buoc": move_on, "lay-me": gather, "nap": load, "thieu": note, "bo-thieu": drop, "tra-lai": send_back,
    }  # fmt: skip
    return carry_out(
        request,
        acts,
        verb,
        page=lambda **more: _page(request, found, standing, **more),
        to=reverse("records:handover", args=[uid]),
    )


def _file_in(found: Handover, box_id: int | None, number: str) -> int | None:
    """The file with this number of the box, as people name it; None when none was named."""
    if not number:
        return None
    file = found.files.filter(box_id=box_id, number=_number(number)).first() if box_id else None
    if file is None:
        message = _("Hộp này không có hồ sơ số %(number)s.") if box_id else _("Hãy chọn hộp của hồ sơ số %(number)s.")
        raise Invalid(errors=[{"field": "file_number", "message": message % {"number": number}}])
    return file.pk


@official
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, uid: str, side: str) -> HttpResponse:
    """Xác nhận biên bản ký tay: with one's password; the side that receives brings the scan of what both signed."""
    found, standing = handover_for(request.principal, uid, now())
    if side not in (OLD, NEW):
        raise NotFound()
    title = need_side(standing, side)
    form = (SignForm if side == OLD else AcceptForm)(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and right_password(request, form):
        about = {"uid": uid, "seen": _number(request.POST.get("ban", ""), -1), "by": request.principal, "at": now()}
        try:
            if side == OLD:
                services.hand(**about)
            else:
                services.accept(scan=_scan(request), **about)
        except (Invalid, MoveNotAllowed, TooLarge, UnsupportedType) as refused:
            field = "scan" if refused.errors and side == NEW else None
            form.add_error(field, str(refused.errors[0]["message"] if refused.errors else refused.detail))
        else:
            messages.success(
                request,
                _("Đã ghi bên giao ký trên giấy. Bên nhận ký rồi tải bản quét lên.")
                if side == OLD
                else _("Đã nhận. Bản quét biên bản ký tay được giữ lại."),
            )
            return HttpResponseRedirect(reverse("records:handover", args=[uid]))
    context = {
        "handover": found,
        "side": side,
        "title": title,
        "old": versions_of(found.old_id)[-1].full_name,
        "new": versions_of(found.new_id)[-1].full_name,
        "totals": asked.totals(found),
        "exceptions": found.exceptions.order_by("pk"),
        "form": form,
        "errors": errors_of(form),
    }
    return render(request, "records/handovers/sign.html", context, status=422 if form.errors else 200)


def _scan(request: HttpRequest) -> StoredFile | None:
    """The scan that was sent with the form; refused like any file that is none."""
    given = request.FILES.get("scan")
    if given is None:
        return None
    return files.store(given, given.name or "bien-ban", request.principal.user_id, accepted=(PDF, JPEG, PNG, TIFF))


@official
@require_GET
def list_xlsx(request: HttpRequest, uid: str) -> HttpResponse:
    """Danh mục hộp, hồ sơ bằng Excel; also the form to be filled."""
    found, _standing = handover_for(request.principal, uid, now())
    return _file(sheets.write(found, made_at=now()), f"danh-muc-ban-giao-{found.number}-{found.year}.xlsx")


@official
@require_GET
def minutes(request: HttpRequest, uid: str) -> HttpResponse:
    """Biên bản: the signed file or the scan that was kept, what waits to be signed, else a fresh print to sign by hand."""
    found, _standing = handover_for(request.principal, uid, now())
    waiting = paper_of(found.province_id, services.SUBJECT, found.pk).file if found.asked_at else None
    if kept := found.minutes or waiting:
        return files.download(kept)
    pdf = minutes_pdf(found, made_at=now())
    return _file(pdf, f"bien-ban-ban-giao-{found.number}-{found.year}.pdf", "application/pdf")

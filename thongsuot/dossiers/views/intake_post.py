"""Phần phụ của trang nhận hồ sơ: helper, post, what is held already, and two versions of one draft."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from thongsuot.common import files
from thongsuot.common.errors import Refused
from thongsuot.dossiers import held
from thongsuot.dossiers.intake_data import Applicant, Postal, ReturnWish, Submitter
from thongsuot.dossiers.models import Channel, Draft
from thongsuot.dossiers.views import tickets
from thongsuot.org.selectors import UnitInfo
from thongsuot.procedures.eform import fields
from thongsuot.procedures.forms import form_from_post
from thongsuot.procedures.selectors import Version
from thongsuot.ui.forms import parse_date

NOT_COMPARED = {"csrfmiddlewaretoken", "autosave_revision", "cua_so", "draft", "act"}
CHOICE, ELSEWHERE = "chon:", "kia"


def submitter(request: HttpRequest) -> Submitter | None:
    """Người nộp thay, with the scan of what allows it."""
    post = request.POST
    name = post.get("submitter_name", "").strip()
    if not name:
        return None
    upload = request.FILES.get("submitter_evidence_id")
    evidence = str(files.store(upload, upload.name or "tep", request.principal.user_id).uid) if upload else ""
    told = ("submitter_relation", "submitter_id_number", "submitter_phone", "submitter_consent")
    return Submitter(name, *(post.get(field, "").strip() for field in told), evidence_id=evidence)


def postal(post: QueryDict) -> Postal | None:
    """Bưu gửi; whoever chose the post says what came by it."""
    if post.get("channel") != Channel.POSTAL:
        return None
    return Postal(
        sender=post.get("postal_sender", ""),
        item_number=post.get("postal_item_number", ""),
        posted_on=parse_date(post.get("postal_posted_on", "")),
        company=post.get("postal_company", ""),
    )


def wish(post: QueryDict) -> ReturnWish | None:
    """Cách trả kết quả; at the counter unless something else is asked for."""
    method = post.get("return_method", "")
    return ReturnWish(method, post.get("return_address", "")) if method else None


def look(request: HttpRequest, version: Version, unit: UnitInfo, at: datetime) -> dict[str, Any]:
    """Tra nguồn có sẵn: answers for the page's fields `source-`, `reference-`, `words-` of each component found."""
    post = request.POST
    born = parse_date(post.get("birth_date", ""))
    applicant = Applicant(name=post.get("name", ""), id_number=tickets.id_number(request), birth_date=born)
    asked: dict[str, Any] = {
        "version": version,
        "unit": unit,
        "case_code": post.get("case_code", ""),
        "applicant": applicant,
    }
    asked |= {"form": form_from_post(version, post), "wanted": post.getlist("component")}
    try:
        found = held.look(**asked, principal=request.principal, at=at)
    except Refused as refused:  # also: asked too often; what was typed stays on the page
        errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        return {"errors": errors, "status": refused.status}
    boxes = {"errors": [], "status": 200, "look_notes": found.notes}
    for one in found.components:
        boxes |= {f"{part}-{one['code']}": one[part] for part in ("source", "reference", "words")}
        boxes |= {f"originals-{one['code']}": "0", f"copies-{one['code']}": "0"}
    return boxes


def conflict(request: HttpRequest, version: Version, draft: Draft) -> HttpResponse | None:
    """Bản nháp đã được sửa ở nơi khác: both versions, field by field; None when nothing differs or all is chosen.

    What was chosen is put into the request, so that the same press goes on.
    """
    post, typed_from = request.POST, request.POST.get("autosave_revision", "")
    chosen = {name.removeprefix(CHOICE): value for name, value in post.items() if name.startswith(CHOICE)}
    if chosen:
        changed = post.copy()
        for name, value in chosen.items():
            changed.pop(CHOICE + name)
            if value == ELSEWHERE:
                changed.setlist(name, draft.data.get(name, []))
        request.POST = changed  # type: ignore[assignment]
    same_window = post.get("cua_so", "") in draft.data.get("cua_so", [])
    if same_window or draft.submitted_code or not draft.data or typed_from in ("", str(draft.revision)):
        return None
    rows = _differences(version, request.POST, draft.data)
    if not rows:
        return None
    context = {
        "version": version,
        "draft": draft,
        "rows": rows,
        "choice": CHOICE,
        "typed": [
            (n, v)
            for n, values in post.lists()
            for v in values
            if n not in {"csrfmiddlewaretoken", "autosave_revision", "cua_so"}
        ],
        "had_files": bool(request.FILES),
        "action": reverse("dossiers:counter_new", args=[version.code]),
        "newest": draft.revision,
    }
    return render(request, "dossiers/both_versions.html", context, status=409)


def _differences(version: Version, post: QueryDict, saved: dict[str, list[str]]) -> list[dict[str, str]]:
    """Fields that the other window filled in differently; ID numbers are not kept in drafts and so not compared."""
    labels = _labels(version)
    rows = []
    for name in dict.fromkeys([*saved, *post]):
        here, elsewhere = post.getlist(name), list(saved.get(name, []))
        if name in NOT_COMPARED or "id_number" in name or [v for v in here if v] == [v for v in elsewhere if v]:
            continue
        shown = (", ".join(v for v in values if v) for values in (here, elsewhere))
        rows.append(
            {"name": name, "label": labels.get(name, name), **dict(zip(("here", "elsewhere"), shown, strict=True))}
        )
    return rows


def _labels(version: Version) -> dict[str, str]:
    fixed = {
        "name": _("Họ và tên"),
        "birth_date": _("Ngày sinh"),
        "phone": _("Điện thoại"),
        "address": _("Địa chỉ"),
        "channel": _("Cách nộp"),
        "case_code": _("Trường hợp"),
        "component": _("Giấy tờ nhận"),
        "same_person": _("Đúng người của hồ sơ trước"),
        "submitter_name": _("Người nộp thay"),
        "submitter_relation": _("Quan hệ với chủ hồ sơ"),
    }
    papers = {
        f"{part}-{c.code}": f"{c.name} ({words})"
        for c in version.components
        for part, words in (("originals", _("bản chính")), ("copies", _("bản sao")), ("source", _("cách")))
    }
    return fixed | papers | {item.html_name: item.label for _part, item in fields(version)}

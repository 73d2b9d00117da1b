"""Bản thảo: sửa nội dung, nơi nhận và người ký, so hai phiên bản."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.accounts.guards import needs
from thongsuot.common import files
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound, Refused
from thongsuot.common.files.kinds import ACCEPTED
from thongsuot.common.models import StoredFile
from thongsuot.common.now import now
from thongsuot.documents import blanks, typed_recipients
from thongsuot.documents.comparing import compared
from thongsuot.documents.models import Document, TemplateVersion
from thongsuot.documents.outgoing_forms import DraftForm
from thongsuot.documents.permissions import WORKERS
from thongsuot.documents.selectors import outgoing, templates
from thongsuot.documents.services import addressing, drafting, turning
from thongsuot.documents.timing import local_day
from thongsuot.ui.forms import add_refused, errors_of

works = needs(*WORKERS)
MOST_WORD = 10_000_000


@works
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Sửa bản thảo; over a newer version of somebody else it is not saved, and both can be compared."""
    whole = outgoing.whole(_editable(request, uid))
    document, draft = whole.document, whole.draft
    initial = {
        "summary": document.summary,
        "urgency": document.urgency,
        "addressed_to": draft.addressed_to if draft else "",
        "body": draft.body if draft else "",
        "appendix": draft.appendix if draft else "",
    }
    form = DraftForm(request.POST or None, initial=initial)
    newer = 0
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, document, form)
        except drafting.DraftChanged as changed:
            newer = changed.extra["revision"]
            form.add_error(None, str(changed.detail))
        except Refused as refused:
            if refused.status not in (413, 415, 422):
                raise
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã lưu phiên bản mới của bản thảo."))
            return HttpResponseRedirect(reverse("documents:outgoing_document", args=[uid]))
    errors = errors_of(form) if form.is_bound else []
    context = {
        "document": document,
        "form": form,
        "errors": errors,
        # After a conflict one saves over what one has now seen.
        "seen": newer or request.POST.get("seen") or document.revision,
        "newer": newer,
        "newest": draft,
        "templates": [
            (str(one.template.uid), one.template.name)
            for one in templates.usable([turning.holder_of(document)], local_day(now()), type_key=document.type)
        ],
        "wrong": {one["field"]: one["message"] for one in errors},
    }
    return render(request, "documents/out/edit.html", context, status=(409 if newer else 422) if errors else 200)


def _save(request: HttpRequest, document: Document, form: DraftForm) -> None:
    from thongsuot.documents.services.word_files import typed_text_of

    text, at = form.text(), now()
    source: StoredFile | None = None
    template = _template(request, document, at)
    if upload := request.FILES.get("file"):
        content = upload.read(MOST_WORD + 1)
        if len(content) > MOST_WORD:
            raise Invalid(_("Tệp Word lớn hơn 10 MB."), code="word_too_large")
        typed = typed_text_of(content, blanks.of_document(document))
        source = files.store(
            content, upload.name or "ban-thao.docx", request.principal.user_id, accepted=ACCEPTED, at=at
        )
        text = replace(text, body=typed)
    elif template:
        text = replace(text, body=typed_text_of(files.read_bytes(template.file), blanks.of_document(document)))
    seen = request.POST.get("seen", "")
    drafting.save(
        document.uid,
        seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
        text=text,
        principal=request.principal,
        at=at,
        source=source,
        made_from=template,
    )


def _template(request: HttpRequest, document: Document, at: datetime) -> TemplateVersion | None:
    """Mẫu được chọn để thay nội dung; Invalid together with a file, or when it may not be used here."""
    asked = request.POST.get("template", "")
    if not asked:
        return None
    found = templates.chosen(asked, [turning.holder_of(document)], local_day(at))
    if request.FILES.get("file"):
        message = _("Chọn một trong hai: mẫu trong kho hoặc tệp Word.")
    elif found is None or found.template.type != document.type:
        message = _("Hãy chọn trong danh sách.")
    else:
        return found
    raise Invalid(message, code="template_unusable", errors=[{"field": "template", "message": message}])


@works
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Nơi nhận, người ký và thể thức đề ký."""
    whole = outgoing.whole(_editable(request, uid))
    document, at = whole.document, now()
    unit_id = turning.holder_of(document)
    choices = outgoing.signers(unit_id, at)
    typed = request.POST.get("recipients", "")
    chosen = request.POST.get("signer", f"{document.signer_id}:{document.signing_mode}")
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _set(request, document, typed, chosen)
            return HttpResponseRedirect(reverse("documents:outgoing_document", args=[uid]))
        except Invalid as refused:
            errors = list(refused.errors) or [{"field": "recipients", "message": str(refused.detail)}]
    day = local_day(at)
    context = {
        "document": document,
        "typed": typed
        or typed_recipients.written(whole.recipients, unit_id=unit_id, province_id=document.province_id, on=day)
        or _("Lưu: VT"),
        "proposals": typed_recipients.proposals(unit_id, document.province_id, day),
        "signers": [
            (f"{user.pk}:{one.mode}", f"{user.full_name} — {' / '.join(one.lines)}{_basis(one.number)}")
            for user, one in choices
        ],
        "chosen": chosen,
        "errors": errors,
        "wrong": {error["field"]: error["message"] for error in errors},
    }
    return render(request, "documents/out/address.html", context, status=422 if errors else 200)


def _basis(number: str) -> str:
    return f" ({number})" if number else ""


def _whole_groups(request: HttpRequest, document: Document, at: datetime) -> list[str]:
    """Tất cả đơn vị của những nhóm được đánh dấu."""
    ticked = set(request.POST.getlist("group"))
    groups = typed_recipients.proposals(turning.holder_of(document), document.province_id, local_day(at))
    return [name for key, _title, names in groups if key in ticked for name in names]


def _set(request: HttpRequest, document: Document, typed: str, chosen: str) -> None:
    at = now()
    to = typed_recipients.read(
        typed[:100_000], province_id=document.province_id, on=local_day(at), unit_id=turning.holder_of(document)
    )
    more = list(dict.fromkeys([*_whole_groups(request, document, at), *request.POST.getlist("more")]))
    have = {one.unit_id for one in to}
    found = typed_recipients.read("\n".join(more), province_id=document.province_id, on=local_day(at))
    to += [one for one in found if one.unit_id not in have]
    addressing.set_recipients(document.uid, to=to, principal=request.principal, at=at)
    signer, _colon, mode = chosen.partition(":")
    if signer.isdecimal() and len(signer) < 18:
        addressing.set_signing(document.uid, mode=mode, signer_id=int(signer), principal=request.principal, at=at)


@works
@require_GET
def compare(request: HttpRequest, uid: UUID) -> HttpResponse:
    """So hai phiên bản theo từng chữ; by default the last two."""
    whole = outgoing.whole(outgoing.one(request.principal, uid))
    by_revision = {version.revision: version for version in whole.versions}
    last = whole.versions[0].revision if whole.versions else 0
    new, old = by_revision.get(_asked(request, "den", last)), by_revision.get(_asked(request, "tu", last - 1))
    if new is None:
        raise NotFound()
    context = {
        "document": whole.document,
        "versions": whole.versions,
        "old": old,
        "new": new,
        "parts": [
            (label, compared(getattr(old, name) if old else "", getattr(new, name)))
            for name, label in (
                ("summary", _("Trích yếu")),
                ("addressed_to", _("Kính gửi")),
                ("body", _("Nội dung")),
                ("appendix", _("Phụ lục")),
            )
        ],
    }
    return render(request, "documents/out/compare.html", context)


def _asked(request: HttpRequest, name: str, default: int) -> int:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 else default


def _editable(request: HttpRequest, uid: UUID) -> Document:
    document = outgoing.one(request.principal, uid)
    if document.state not in drafting.EDITABLE:
        raise MoveNotAllowed(
            _("Văn bản đã trình ký nên không sửa được nữa. Muốn sửa, người ký hoặc văn thư trả lại trước.")
        )
    return document

"""Bàn khai: the page of a draft that is open, saving it, and what happens when another tab was faster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.errors import Malformed, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.dossiers import drafts
from thongsuot.dossiers.models import Draft
from thongsuot.portal import filing as pages
from thongsuot.portal.filing import Filing
from thongsuot.portal.selectors import files_still_there
from thongsuot.procedures import words
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.selectors import abolished, version_in_force

BACK_TO_REVIEW = "ve"
InWords = Callable[[Version, Filing, str], Sequence[tuple[str, str]]]


@dataclass
class Desk:
    """Trang đang mở: the draft, what it holds, and where in it the citizen is."""

    request: HttpRequest
    draft: Draft
    version: Version
    filing: Filing
    step: str
    errors: list[dict[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Address of this page."""
        return self.address_of(self.step)

    def address_of(self, step: str) -> str:
        """Address of a page of this draft."""
        return reverse("portal:step", args=[self.version.code, self.draft.pk, step])

    @property
    def reviewing(self) -> bool:
        """Whether the citizen came from the summary to change one answer."""
        return self.request.GET.get(BACK_TO_REVIEW) == pages.REVIEW

    def onward(self) -> str:
        """Where the page's main button leads after saving."""
        if self.reviewing and pages.first_open(self.version, self.filing) == pages.REVIEW:
            return self.address_of(pages.REVIEW)
        return self.address_of(pages.next_step(self.version, self.filing, self.step))

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of the filing shows."""
        steps = pages.steps(self.version, self.filing)
        keys = [step.key for step in steps]
        number = keys.index(self.step) + 1 if self.step in keys else 0
        before = pages.previous_step(self.version, self.filing, self.step)
        return {
            "desk": self,
            "version": self.version,
            "filing": self.filing,
            "revision": self.draft.revision,
            "errors": self.errors,
            "number": number,
            "total": len(steps),
            "step_title": steps[number - 1].title if number else "",
            "before": self.address_of(before) if before else reverse("portal:start", args=[self.version.code]),
            "autosave": reverse("portal:autosave", args=[self.version.code, self.draft.pk, self.step]),
            "saved_at": self.draft.updated_at,
            **more,
        }


def desk_of(request: HttpRequest, procedure: str, uid: UUID, step: str) -> Desk:
    """The citizen's own draft of this procedure, opened at a page; NotFound for anything else."""
    draft = drafts.own(uid=uid, user_id=request.principal.user_id)
    if draft.procedure_code != procedure:
        raise NotFound()
    filing = Filing.of(draft.data)
    if step in (pages.PAPERS, pages.REVIEW) and not draft.submitted_code:
        _tell_what_is_gone(request, filing)
    return Desk(request, draft, version_of(procedure), filing, step)


def _tell_what_is_gone(request: HttpRequest, filing: Filing) -> None:
    """Files that waited too long for a dossier are collected; the citizen is told by name, before sending."""
    uids = {file["uid"] for file in pages.sent_files(filing)}
    gone = uids - files_still_there(uids, request.principal.user_id)
    if gone:
        names = ", ".join(pages.drop_files(filing, gone))
        text = _("Tệp gửi đã lâu mà chưa nộp nên không còn giữ: %(names)s. Hãy chọn lại những tệp này.")
        messages.warning(request, text % {"names": names})


def save(desk: Desk, in_words: InWords) -> HttpResponse | None:
    """Lưu bản nháp; when another tab or device saved meanwhile, the page that shows both versions."""
    request = desk.request
    try:
        desk.draft = drafts.save(
            uid=desk.draft.pk,
            user_id=request.principal.user_id,
            revision=revision_of(request),
            data=desk.filing.data(),
            at=now(),
        )
    except Refused as refused:
        if refused.code != "draft_overtaken":
            raise
        return both_versions(desk, refused.extra["revision"], in_words)
    return None


def both_versions(desk: Desk, newest: int, in_words: InWords) -> HttpResponse:
    """Hai bản: what was saved elsewhere and what was typed here; nothing is lost until the citizen chooses."""
    typed = [
        (name, value)
        for name, values in desk.request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "autosave_revision")
    ]
    saved = Filing.of(drafts.own(uid=desk.draft.pk, user_id=desk.request.principal.user_id).data)
    context = desk.context(
        typed=typed,
        newest=newest,
        here=in_words(desk.version, desk.filing, desk.step),
        elsewhere=in_words(desk.version, saved, desk.step),
        action=desk.request.get_full_path(),
    )
    return render(desk.request, "portal/both_versions.html", context, status=409)


def revision_of(request: HttpRequest) -> int:
    """The revision the page was made from."""
    try:
        return int(request.POST["autosave_revision"])
    except (KeyError, ValueError) as exc:
        raise Malformed(_("Trang này đã cũ. Hãy mở lại hồ sơ từ mục Hồ sơ của tôi; nội dung đã lưu vẫn còn.")) from exc


def sent_already(draft: Draft) -> HttpResponse:
    """The draft is a dossier by now."""
    return HttpResponseRedirect(reverse("portal:receipt", args=[draft.submitted_code]))


def version_of(procedure: str) -> Version:
    """Phiên bản đang có hiệu lực hôm nay."""
    version = version_in_force(procedure, timezone.localdate(now()))
    if version is None:
        last = abolished(procedure, timezone.localdate(now()))
        if last is not None:
            raise NotFound(words.abolition_words(last))
        raise NotFound(_("Không có thủ tục mang mã này đang có hiệu lực. Hãy tìm theo tên thủ tục."))
    return version


def offered_here(version: Version) -> bool:
    """Whether the procedure can be filed online on these pages."""
    return "own" in settings.ONLINE_INTAKE and version.channel("ONLINE") is not None and version.receivable

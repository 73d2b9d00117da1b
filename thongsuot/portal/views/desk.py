"""Bàn khai: the page of a draft that is open, saving it, and what happens when another tab was faster."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

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
from thongsuot.portal import moved_place, sources, versions
from thongsuot.portal.filing import Filing
from thongsuot.portal.selectors import files_still_there
from thongsuot.procedures import words
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.selectors import abolished, version_in_force

BACK_TO_REVIEW = "ve"
CHOICE, ELSEWHERE = "chon:", "kia"


@dataclass
class Desk:
    """Trang đang mở: the draft, what it holds, and where in it the citizen is."""

    request: HttpRequest
    draft: Draft
    version: Version
    filing: Filing
    step: str
    errors: list[dict[str, str]] = field(default_factory=list)
    saved: Filing = field(default_factory=Filing)  # as the draft stood before this request
    page: str = ""  # what is answered here, when it is not the whole step (one paper)

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
            "window_name": window_of(self.request) or uuid4().hex[:12],
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
    filing, version = Filing.of(draft.data), version_of(procedure)
    if not draft.submitted_code:
        _follow_the_unit(request, draft, filing)
    if step in (pages.PAPERS, pages.REVIEW, pages.LEAVE) and not draft.submitted_code:
        _tell_what_is_gone(request, filing)
        filing.held = sources.held_for(version, filing, request.user, now())
    return Desk(request, draft, version, filing, step, saved=Filing.of(draft.data))


def _follow_the_unit(request: HttpRequest, draft: Draft, filing: Filing) -> None:
    """The commune of the draft may have become another one since it was saved."""
    saved_on, today = timezone.localdate(draft.updated_at), timezone.localdate(now())
    if changed := moved_place.follow(filing, saved_on=saved_on, today=today):
        messages.info(request, changed.words)


def _tell_what_is_gone(request: HttpRequest, filing: Filing) -> None:
    """Files that waited too long for a dossier are collected; the citizen is told by name, before sending."""
    uids = {file["uid"] for file in pages.sent_files(filing)}
    gone = uids - files_still_there(uids, request.principal.user_id)
    if gone:
        names = ", ".join(pages.drop_files(filing, gone))
        text = _("Tệp gửi đã lâu mà chưa nộp nên không còn giữ: %(names)s. Hãy chọn lại những tệp này.")
        messages.warning(request, text % {"names": names})


def save(desk: Desk) -> HttpResponse | None:
    """Lưu bản nháp; when another tab or device answered this very page meanwhile, the page that shows both versions.

    What was saved elsewhere on other pages stands beside what was typed here: the newest draft is what we add to. A page
    that brings a file is never sent back: the file would not come along.
    """
    typed_from, newest = revision_of(desk.request), desk.draft.revision
    asks_back = overtaken(desk, typed_from) and not desk.request.FILES
    if asks_back and versions.differences(desk.version, desk.filing, desk.saved, desk.step):
        return both_versions(desk, newest)
    try:
        store(desk, max(typed_from, newest))
    except Refused as refused:
        if refused.code != "draft_overtaken":
            raise
        return both_versions(desk, refused.extra["revision"])
    return None


def overtaken(desk: Desk, typed_from: int) -> bool:
    """Whether this page was answered somewhere else after the one that is being sent was shown."""
    revision, window = desk.saved.touched.get(desk.page or desk.step) or (0, "")
    return revision > typed_from and (not window or window != window_of(desk.request))


def store(desk: Desk, revision: int) -> None:
    """Write the draft; raises `draft_overtaken` when somebody was faster still."""
    desk.filing.touched[desk.page or desk.step] = [revision + 1, window_of(desk.request)]
    desk.draft = drafts.save(
        uid=desk.draft.pk,
        user_id=desk.request.principal.user_id,
        revision=revision,
        data=desk.filing.data(),
        at=now(),
    )


def window_of(request: HttpRequest) -> str:
    """Which window sent this page: its own autosave under way is not somebody else's."""
    return request.POST.get("cua_so", "")[:32]


def both_versions(desk: Desk, newest: int) -> HttpResponse:
    """Hai bản: what was saved elsewhere and what was typed here; nothing is lost until the citizen chooses, field by field."""
    typed = [
        (name, value)
        for name, values in desk.request.POST.lists()
        for value in values
        if name not in ("csrfmiddlewaretoken", "autosave_revision", "cua_so") and not name.startswith(CHOICE)
    ]
    saved = Filing.of(drafts.own(uid=desk.draft.pk, user_id=desk.request.principal.user_id).data)
    context = desk.context(
        typed=typed,
        newest=newest,
        rows=versions.differences(desk.version, desk.filing, saved, desk.step),
        choice=CHOICE,
        action=desk.request.get_full_path(),
    )
    return render(desk.request, "portal/both_versions.html", context, status=409)


def choose_between(desk: Desk) -> bool:
    """Put the version of elsewhere where the citizen chose it; whether there was anything to choose."""
    chosen = {name.removeprefix(CHOICE): value for name, value in desk.request.POST.items() if name.startswith(CHOICE)}
    for key in versions.keys_of(desk.version, desk.step) & set(chosen):
        if chosen[key] == ELSEWHERE:
            versions.take(desk.filing, desk.saved, key)
    return bool(chosen)


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
            title = _("%(name)s: không còn nhận hồ sơ mới") % {"name": last.short_name}
            raise NotFound(words.abolition_words(last), title=title)
        raise NotFound(_("Không có thủ tục mang mã này đang có hiệu lực. Hãy tìm theo tên thủ tục."))
    return version


def offered_here(version: Version) -> bool:
    """Whether the procedure can be filed online on these pages."""
    return "own" in settings.ONLINE_INTAKE and version.channel("ONLINE") is not None and version.receivable

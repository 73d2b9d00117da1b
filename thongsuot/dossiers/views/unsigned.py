"""Chưa trình ký số được: results and letters blocked by a missing certificate; presented here once it is there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Refused
from thongsuot.common.now import now
from thongsuot.dossiers import services
from thongsuot.dossiers.selectors.blocked_papers import READERS, SHOWN, page_of


@needs(*READERS)
@require_GET
def unsigned(request: HttpRequest) -> HttpResponse:
    """Giấy tờ bị chặn vì chữ ký, the oldest first."""
    after = request.GET.get("sau", "")
    page = page_of(
        request.principal, after=int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    )
    context = {"page": page, "presents": request.principal.has(Role.CHAIR)}
    return render(request, "dossiers/unsigned.html", context)


@needs(Role.CHAIR)
@require_POST
def present(request: HttpRequest) -> HttpResponse:
    """Trình ký số giấy tờ của các hồ sơ đã chọn; each by itself, what is still blocked says why."""
    codes, done, problems = list(dict.fromkeys(request.POST.getlist("chon")))[:SHOWN], 0, []
    for code in codes:
        try:
            done += services.present_again(code=code[:60], principal=request.principal, at=now())
        except Refused as refused:
            problems.append(f"{code[:60]}: {refused.detail}")
    if not codes:
        messages.warning(request, _("Hãy chọn ít nhất một hồ sơ."))
    if done:
        told = ngettext("Đã trình ký %(n)d giấy tờ.", "Đã trình ký %(n)d giấy tờ.", done) % {"n": done}
        messages.success(request, f"{told} {_('Ký ở trang Chờ ký.')}")
    for problem in problems[:5]:
        messages.warning(request, problem)
    return HttpResponseRedirect(reverse("dossiers:unsigned"))

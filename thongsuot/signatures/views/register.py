"""Sổ người ký, và chứng thư (quản trị)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role, User
from thongsuot.accounts.permissions import administered_accounts, administers_unit
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.org.selectors import subtree_ids, unit_info
from thongsuot.signatures import services
from thongsuot.signatures.models import Certificate
from thongsuot.signatures.permissions import REGISTER_READERS, administered_certificates, register_units
from thongsuot.signatures.selectors.register import registers
from thongsuot.signatures.services.certificates import NewCertificate

LARGEST = 64 * 1024


@needs(*REGISTER_READERS)
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Sổ người ký của các đơn vị trong phạm vi."""
    at = now()
    found = registers(register_units(request.principal, at), at)
    only_gaps = request.GET.get("xem") == "thieu"
    context = {
        "registers": [one for one in found if one.gaps] if only_gaps else found,
        "gaps": sum(bool(one.gaps) for one in found),
        "all": len(found),
        "only_gaps": only_gaps,
        "administers": request.principal.has(Role.UNIT_ADMIN, Role.PROVINCE_ADMIN),
    }
    return render(request, "signatures/register.html", context)


@needs(Role.UNIT_ADMIN, Role.PROVINCE_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def certificates(request: HttpRequest) -> HttpResponse:
    """Chứng thư trong phạm vi quản trị; enter a new one from its file."""
    at = now()
    errors: list[dict[str, object]] = []
    if request.method == "POST":
        try:
            made = services.enter_certificate(_wanted(request), principal=request.principal, at=at)
        except Refused as refused:
            errors = list(refused.errors) or [{"field": "file", "message": refused.detail}]
        else:
            messages.success(request, _("Đã ghi chứng thư của %(name)s.") % {"name": made.subject})
            return HttpResponseRedirect(request.path)
    day = timezone.localdate(at)
    found = (
        administered_certificates(request.principal, at).select_related("user").order_by("unit_id", "kind", "subject")
    )
    context = {
        "rows": [(one, unit_info(one.unit_id, day).full_name, one.valid_to <= at) for one in found[:500]],
        "units": _units(request),
        "kinds": Certificate.Kind.choices,
        "keeps": [one for one in Certificate.Keep.choices if one[0] == Certificate.Keep.TOKEN],
        "errors": errors,
        "typed": request.POST,
    }
    return render(request, "signatures/certificates.html", context, status=422 if errors else 200)


@needs(Role.UNIT_ADMIN, Role.PROVINCE_ADMIN)
@require_POST
def revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ghi thu hồi một chứng thư."""
    found = administered_certificates(request.principal, now()).filter(uid=uid).first()
    if found is None:
        raise NotFound(_("Không có chứng thư này trong phạm vi quản trị của bạn."))
    services.revoke_certificate(found, reason=request.POST.get("reason", ""), principal=request.principal, at=now())
    messages.success(request, _("Đã ghi thu hồi. Nhớ gửi yêu cầu thu hồi tới nơi cấp chứng thư."))
    return HttpResponseRedirect(reverse("signatures:certificates"))


def _wanted(request: HttpRequest) -> NewCertificate:
    """What the form says; a unit or a person outside one's administration does not exist."""
    said, at = request.POST, now()
    unit = said.get("unit", "")
    if not (unit.isascii() and unit.isdigit() and len(unit) < 19) or not administers_unit(
        request.principal, int(unit), at
    ):
        message = _("Hãy chọn đơn vị trong phạm vi quản trị của bạn.")
        raise Invalid(message, errors=[{"field": "unit", "message": message}])
    kind = said.get("kind", "")
    upload = request.FILES.get("file")
    if kind not in Certificate.Kind.values or upload is None or not upload.size or upload.size > LARGEST:
        message = _("Hãy chọn loại và tệp chứng thư (PEM hoặc DER, dưới 64 kB).")
        raise Invalid(message, errors=[{"field": "file", "message": message}])
    user = _person(request, said.get("user", "")) if kind == Certificate.Kind.PERSON else None
    return NewCertificate(
        upload.read(),
        kind,
        int(unit),
        user.pk if user else None,
        Certificate.Keep.TOKEN,
        said.get("token", ""),
        said.get("key", ""),
    )


def _person(request: HttpRequest, username: str) -> User:
    found = administered_accounts(request.principal).filter(username=username.strip().lower()).first()
    if found is None:
        message = _("Không có tài khoản này trong phạm vi quản trị của bạn.")
        raise Invalid(message, errors=[{"field": "user", "message": message}])
    return found


def _units(request: HttpRequest) -> list[tuple[int, str]]:
    day = timezone.localdate(now())
    units = set(request.principal.units_with(Role.UNIT_ADMIN))
    for province in request.principal.provinces_with(Role.PROVINCE_ADMIN):
        units |= subtree_ids(province, day)
    return sorted(((one, unit_info(one, day).full_name) for one in units), key=lambda pair: pair[1])

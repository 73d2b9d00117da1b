"""Quản trị: accounts and posts of one's own unit or province. No contents of dossiers are shown here."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongsuot.accounts import id_numbers, permissions, second_factor, selectors, services
from thongsuot.accounts.delegations import delegations_of
from thongsuot.accounts.forms import AccountForm, EndPostForm, IdNumberForm, PostForm, start_of
from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role, User
from thongsuot.accounts.principal import Principal
from thongsuot.accounts.services import NewPost
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.org.selectors import organ_id_of, require_in_force, unit_info
from thongsuot.ui.forms import add_refused, errors_of

administrators = needs(*permissions.ADMINISTRATORS)
# address, label, what it is for, roles
PLACES = (
    (
        "/quan-tri/tai-khoan/",
        gettext_lazy("Tài khoản và chức vụ"),
        gettext_lazy("Mở tài khoản, giao và thôi giao chức vụ, cấp lại mật khẩu."),
        permissions.ADMINISTRATORS,
    ),
    (
        "/quan-tri/uy-quyen/",
        gettext_lazy("Ủy quyền"),
        gettext_lazy("Ai đang thay ai, theo văn bản nào, đến bao giờ; thu hồi khi cần."),
        permissions.ADMINISTRATORS,
    ),
    (
        "/can-bo/quay-ngoai-tuyen/may/",
        gettext_lazy("Máy quầy nhận khi mất mạng"),
        gettext_lazy("Máy nào nhận được hồ sơ khi mất mạng, số tạm đã đi đâu; thu hồi máy mất, hỏng."),
        (Role.UNIT_ADMIN,),
    ),
    (
        "/quan-tri/don-vi/",
        gettext_lazy("Đơn vị"),
        gettext_lazy("Đơn vị hành chính theo thời gian, kế thừa, cơ quan trực thuộc."),
        (Role.PROVINCE_ADMIN,),
    ),
    (
        "/quan-tri/chuyen-doi/",
        gettext_lazy("Chuyển đổi đơn vị"),
        gettext_lazy("Kế hoạch sắp xếp: đơn vị cũ thành đơn vị mới, kiểm tra, diễn tập, chuyển, kiểm lại."),
        (Role.PROVINCE_ADMIN, Role.PROCEDURE_CONTROLLER, Role.AUDITOR, Role.UNIT_ADMIN),
    ),
    (
        "/quan-tri/noi-den/",
        gettext_lazy("Nơi đến, số gọi"),
        gettext_lazy("Điện thoại, địa chỉ của trung tâm mà người dân thấy."),
        permissions.ADMINISTRATORS,
    ),
    (
        "/quan-tri/to-thay-doi/",
        gettext_lazy("Tờ “có gì thay đổi”"),
        gettext_lazy("In tờ cho người dân của mọi xã hình thành từ lần sắp xếp."),
        (Role.PROVINCE_ADMIN,),
    ),
    (
        "/quan-tri/tai-khoan-thu/",
        gettext_lazy("Tài khoản thu phí"),
        gettext_lazy("Tài khoản ngân hàng nhận phí, lệ phí của từng đơn vị, theo ngày; mã QR dùng tài khoản này."),
        permissions.ADMINISTRATORS,
    ),
    (
        "/can-bo/danh-muc/",
        gettext_lazy("Danh mục thủ tục"),
        gettext_lazy("Phiên bản, thành phần hồ sơ, phí, thời hạn, quy trình nội bộ."),
        (Role.PROCEDURE_CONTROLLER,),
    ),
    (
        "/quan-tri/thong-bao/",
        gettext_lazy("Lời báo và cách báo tin"),
        gettext_lazy("Lời gửi cho người dân theo từng việc, từng kênh; giờ yên tĩnh, thứ tự kênh."),
        (Role.PROCEDURE_CONTROLLER, Role.PROVINCE_ADMIN, Role.UNIT_ADMIN),
    ),
    (
        "/quan-tri/gian-doan/",
        gettext_lazy("Tạm dừng có kế hoạch"),
        gettext_lazy("Báo trước lúc hệ thống nghỉ để nâng cấp, khi nào trở lại, việc gấp làm ở đâu."),
        (Role.PROVINCE_ADMIN,),
    ),
    (
        "/quan-tri/nhat-ky/",
        gettext_lazy("Nhật ký"),
        gettext_lazy("Ai đã làm gì, lúc nào, cho đơn vị nào; kiểm tra chuỗi băm."),
        (Role.AUDITOR, Role.PROVINCE_ADMIN),
    ),
    (
        "/quan-tri/thanh-phan/",
        gettext_lazy("Thành phần giao diện"),
        gettext_lazy("Mọi thành phần của trang ở mọi trạng thái."),
        (Role.PROVINCE_ADMIN,),
    ),
)


@needs(Role.UNIT_ADMIN, Role.PROVINCE_ADMIN, Role.PROCEDURE_CONTROLLER, Role.AUDITOR)
@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    """Trang đầu quản trị: what this person's roles may open."""
    places = [p for p in PLACES if request.principal.has(*p[3]) and _exists(p[0])]
    return render(request, "accounts/administration.html", {"places": places})


@administrators
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Danh sách tài khoản trong phạm vi quản trị."""
    q = request.GET.get("q", "")[:80].strip()
    page = selectors.accounts_page(
        request.principal,
        q=q,
        after=request.GET.get("sau", "")[:80],
        at=now(),
        show_closed=request.GET.get("ca-da-khoa") == "1",
    )
    return render(request, "accounts/accounts.html", {"page": page, "q": q})


@administrators
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Mở tài khoản; the one-time password is shown once, on the answer."""
    form = _with_own_roles(request, AccountForm)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = services.create_account(
                by=request.principal,
                username=form.cleaned_data["username"],
                full_name=form.cleaned_data["full_name"],
                email=form.cleaned_data["email"],
                phone=form.cleaned_data["phone"],
                first_post=_post_of(form),
                at=now(),
            )
        except Invalid as refused:
            add_refused(form, refused)
        else:
            return _password_page(request, user, password, created=True)
    return _form_page(request, "accounts/new_account.html", form, {})


@administrators
@never_cache
@require_GET
def account(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Một tài khoản: posts inside one's administration, sessions, what may be done."""
    user = permissions.account_in_scope(request.principal, uid)
    return render(request, "accounts/account.html", _account_context(request, user))


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def give_post(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Giao thêm chức vụ."""
    user = permissions.account_in_scope(request.principal, uid)
    form = _with_own_roles(request, PostForm)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_post(by=request.principal, user=user, post=_post_of(form), at=now())
        except Invalid as refused:
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã giao chức vụ. Quyền có hiệu lực đúng từ ngày bắt đầu."))
            return _back_to(user)
    return _form_page(request, "accounts/give_post.html", form, {"user": user})


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def end_post(request: HttpRequest, uid: UUID, post_id: int) -> HttpResponse:
    """Thôi giao chức vụ: at once, or from a coming day."""
    user = permissions.account_in_scope(request.principal, uid)
    posts = selectors.posts_of(user, now(), permissions.administered_posts(request.principal))
    post = next((p for p in posts if p.id == post_id), None)
    permissions.require_found(post)
    form = EndPostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["ends_on"]
        try:
            services.end_post(
                by=request.principal,
                post_id=post_id,
                ends_at=start_of(day) if day else now(),
                decision=form.cleaned_data["decision"],
                at=now(),
            )
        except Invalid as refused:
            add_refused(form, refused)
        else:
            messages.success(
                request, _("Đã thôi giao chức vụ. Quyền chấm dứt đúng thời điểm đó, kể cả ở trình duyệt đang mở.")
            )
            return _back_to(user)
    return _form_page(request, "accounts/end_post.html", form, {"user": user, "post": post})


@administrators
@require_http_methods(["GET", "HEAD", "POST"])
def id_number(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ghi số định danh đã xác minh: by it an official is known when he comes with his electronic identity."""
    user = permissions.account_in_scope(request.principal, uid)
    permissions.require_hand_over(request.principal, user, now())
    form = IdNumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_id_number(by=request.principal, user=user, at=now(), **form.cleaned_data)
        except Invalid as refused:
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã ghi số định danh. Người này đăng nhập được bằng định danh điện tử."))
            return _back_to(user)
    return _form_page(request, "accounts/id_number.html", form, {"user": user})


@administrators
@never_cache
@require_POST
def reset_password(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Cấp lại mật khẩu tạm, shown once."""
    user = permissions.account_in_scope(request.principal, uid)
    password = services.reset_password(by=request.principal, user=user, at=now())
    return _password_page(request, user, password, created=False)


@administrators
@require_POST
def end_sessions(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Kết thúc mọi phiên đăng nhập của một người."""
    return _act(request, uid, _end_sessions, _("Đã kết thúc mọi phiên đăng nhập của tài khoản."))


@administrators
@require_POST
def close_account(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Khoá tài khoản."""
    return _act(request, uid, services.close_account, _("Đã khoá tài khoản. Lịch sử công việc vẫn giữ nguyên."))


@administrators
@require_POST
def reopen_account(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mở lại tài khoản."""
    return _act(request, uid, services.reopen_account, _("Đã mở lại tài khoản."))


def _act(request: HttpRequest, uid: UUID, service: Callable[..., object], done: str) -> HttpResponse:
    user = permissions.account_in_scope(request.principal, uid)
    service(by=request.principal, user=user, at=now())
    messages.success(request, done)
    return _back_to(user)


def _end_sessions(*, by: Principal, user: User, at: datetime) -> None:
    permissions.require_hand_over(by, user, at)
    services.end_all(user=user, at=at, by=by)


def _post_of(form: PostForm) -> NewPost:
    """The post that was typed; its unit is looked up as of the first day."""
    data = form.cleaned_data
    unit = require_in_force(data["unit_code"].strip(), data["since"], field="unit_code")
    organ = organ_id_of(unit.id, data["organ_kind"], data["since"]) if data["organ_kind"] else None
    if data["organ_kind"] and organ is None:
        message = _("%(unit)s không có bộ phận này.") % {"unit": unit.full_name}
        raise Invalid(errors=[{"field": "organ_kind", "message": message}])
    return NewPost(
        unit_id=unit.id,
        organ_id=organ,
        role=data["role"],
        title=data["title"],
        since=start_of(data["since"]),
        until=start_of(data["until"] + timedelta(days=1)) if data["until"] else None,
        decision=data["decision"],
    )


def _starting_values(principal: Principal) -> dict[str, object]:
    """Own unit, from today: what is true nine times out of ten."""
    today = timezone.localtime(now()).date()
    units = sorted(principal.units_with(Role.UNIT_ADMIN))
    return {"since": today, "unit_code": unit_info(units[0], today).code if units else ""}


def _with_own_roles(request: HttpRequest, kind: type[PostForm]) -> PostForm:
    """A form that offers the roles this person may give."""
    form = kind(request.POST or None, initial=_starting_values(request.principal))
    allowed = set(permissions.roles_to_give(request.principal))
    form.fields["role"].choices = [(role, label) for role, label in Role.choices if role in allowed]
    return form


def _form_page(request: HttpRequest, template: str, form: Form, more: dict[str, object]) -> HttpResponse:
    context = {"form": form, "errors": errors_of(form), **more}
    return render(request, template, context, status=422 if form.errors else 200)


def _account_context(request: HttpRequest, user: User) -> dict[str, object]:
    at = now()
    inside = permissions.administered_posts(request.principal)
    return {
        "user": user,
        "posts": selectors.posts_of(user, at, inside),
        "masked_number": id_numbers.mask_id(number) if (number := id_numbers.reveal(user)) else "",
        "has_identity": user.identities.exists(),
        "delegations": delegations_of(user.pk, at, inside),
        "session_count": len(selectors.sessions_of(user, at)),
        "second_step": second_factor.state_of(user).active,
        "may_hand_over": permissions.may_hand_over(request.principal, user, at),
        "roles_to_end": set(permissions.roles_to_give(request.principal)),
    }


def _password_page(request: HttpRequest, user: User, password: str, *, created: bool) -> HttpResponse:
    context = {"user": user, "password": password, "created": created}
    return render(request, "accounts/one_time_password.html", context)


def _back_to(user: User) -> HttpResponse:
    return HttpResponseRedirect(reverse("administration:account", args=[user.uid]))


def _exists(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True

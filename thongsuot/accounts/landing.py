"""Nơi đến sau khi đăng nhập: where each kind of person starts the day."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal

TASKS, OWN_DOSSIERS, ADMINISTRATION = "/can-bo/viec/", "/cong-dan/ho-so/", "/quan-tri/"
ADMINISTRATIVE = frozenset({Role.UNIT_ADMIN, Role.PROVINCE_ADMIN, Role.PROCEDURE_CONTROLLER, Role.AUDITOR})


def landing_of(principal: Principal | None) -> str:
    """Tasks for officials, own dossiers for citizens, administration for those who only administer or inspect."""
    if principal is None:
        return "/"
    if principal.is_citizen:
        return OWN_DOSSIERS
    roles = {post.role for post in principal.posts}
    return ADMINISTRATION if roles and roles <= ADMINISTRATIVE else TASKS


def safe_next(request: HttpRequest, address: str) -> str:
    """The address asked for after signing in, if it stays on this host; else empty."""
    allowed = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if address and allowed else ""

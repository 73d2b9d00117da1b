"""Every address of the platform; each room brings its own."""

from django.urls import include, path

from config import health
from thongsuot.accounts.guards import needs, public
from thongsuot.accounts.models import Role
from thongsuot.ui.urls import addresses as kit_addresses

handler400 = "thongsuot.ui.errors.bad_request"
handler403 = "thongsuot.ui.errors.permission_denied"
handler404 = "thongsuot.ui.errors.page_not_found"
handler500 = "thongsuot.ui.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("", include("thongsuot.accounts.urls")),
    *kit_addresses(public, needs(Role.UNIT_ADMIN, Role.PROVINCE_ADMIN)),
    path("", include("thongsuot.procedures.urls")),
]

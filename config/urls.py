"""Every address of the platform; each room brings its own."""

from django.urls import include, path

from config import health
from config.api import api
from thongsuot.accounts.guards import needs, public
from thongsuot.accounts.models import Role
from thongsuot.common.views import unknown_api_path
from thongsuot.org.urls import addresses as unit_addresses
from thongsuot.org.urls_clock import addresses as clock_addresses
from thongsuot.ui.urls import addresses as kit_addresses

handler400 = "thongsuot.ui.errors.bad_request"
handler403 = "thongsuot.ui.errors.permission_denied"
handler404 = "thongsuot.ui.errors.page_not_found"
handler500 = "thongsuot.ui.errors.server_error"

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", api.urls),
    path("api/<path:rest>", public(unknown_api_path)),
    path("", include("thongsuot.accounts.urls")),
    path("", include("thongsuot.tasks.urls")),
    path("", include("thongsuot.signatures.urls")),
    path("", include("thongsuot.documents.urls")),
    path("", include("thongsuot.dossiers.urls")),
    *kit_addresses(public, needs(Role.UNIT_ADMIN, Role.PROVINCE_ADMIN)),
    *unit_addresses(public),
    *clock_addresses(public),
    path("", include("thongsuot.records.urls")),
    path("", include("thongsuot.procedures.urls")),
    path("", include("thongsuot.hall.urls")),
    path("", include("thongsuot.payments.urls")),
    path("", include("thongsuot.ratings.urls")),
    path("", include("thongsuot.exchange.urls")),
    path("", include("thongsuot.offline.urls")),
    path("", include("thongsuot.warehouse.urls")),
    path("", include("thongsuot.emulation.urls")),
    path("", include("thongsuot.cutover.urls")),
    path("", include("thongsuot.portal.urls")),
]

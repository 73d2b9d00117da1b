"""Addresses of the room."""

from thongsuot.documents import urls_outgoing

app_name = "documents"
urlpatterns = [*urls_outgoing.urlpatterns]

"""Addresses of the room."""

from thongsuot.documents import urls_incoming

app_name = "documents"
urlpatterns = [*urls_incoming.urlpatterns]

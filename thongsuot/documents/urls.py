"""Addresses of the room."""

from thongsuot.documents import urls_copies, urls_incoming, urls_outgoing

app_name = "documents"
urlpatterns = [*urls_incoming.urlpatterns, *urls_outgoing.urlpatterns, *urls_copies.urlpatterns]

"""Địa chỉ của kế hoạch sắp xếp và mọi việc quanh nó."""

from django.urls import URLPattern, path

from thongsuot.cutover.views import leaflet, leaflet_book, standstill

app_name = "cutover"
urlpatterns: list[URLPattern] = [
    path("xa-phuong/<int:unit_id>/thay-doi/", leaflet.leaflet, name="leaflet"),
    path("xa-phuong/<int:unit_id>/thay-doi.pdf", leaflet.leaflet_pdf, name="leaflet_pdf"),
    path("quan-tri/to-thay-doi/", leaflet_book.books, name="leaflet_books"),
    path("quan-tri/to-thay-doi/<uuid:uid>/", leaflet_book.book, name="leaflet_book"),
    path("quan-tri/to-thay-doi/<uuid:uid>/tep/", leaflet_book.book_file, name="leaflet_book_file"),
    path("quan-tri/chuyen-doi/<slug:code>/tuan-dau/", standstill.board, name="standstill"),
    path("quan-tri/chuyen-doi/<slug:code>/tuan-dau/dem/", standstill.count, name="standstill_count"),
    path("quan-tri/chuyen-doi/<slug:code>/tuan-dau/<int:unit_id>/", standstill.unit_lines, name="standstill_unit"),
]

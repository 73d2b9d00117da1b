"""Địa chỉ của sảnh: /can-bo/hang-cho/ for officials, /bang/ for the wall, /hang-cho/ and /so/ for everybody's phone."""

from django.urls import path

from thongsuot.hall.views import board, cards, centre, desk, figures, public

app_name = "hall"
urlpatterns = [
    path("can-bo/hang-cho/", centre.overview, name="overview"),
    path("can-bo/hang-cho/su-kien-sanh/", centre.events, name="overview_events"),
    path("can-bo/hang-cho/thiet-lap/", centre.setup, name="setup"),
    path("can-bo/hang-cho/thiet-lap/nhom/", centre.save_service, name="save_service"),
    path("can-bo/hang-cho/thiet-lap/quay/", centre.save_counter, name="save_counter"),
    path("can-bo/hang-cho/thiet-lap/luat/", centre.save_rule, name="save_rule"),
    path("can-bo/hang-cho/phat-so/", centre.giving, name="giving"),
    path("can-bo/hang-cho/dong-quay/", centre.close_counter, name="close_counter"),
    path("can-bo/hang-cho/so-lieu/", figures.page, name="figures"),
    path("can-bo/hang-cho/so-lieu.xlsx", figures.sheet, name="figures_sheet"),
    path("can-bo/hang-cho/goi-so/", desk.desk, name="desk"),
    path("can-bo/hang-cho/bang-quay/", desk.part, name="part"),
    path("can-bo/hang-cho/su-kien/", desk.events, name="events"),
    path("can-bo/hang-cho/goi/", desk.call, name="call"),
    path("can-bo/hang-cho/quay/", desk.seat, name="seat"),
    path("can-bo/hang-cho/lay-so/", desk.take, name="desk_take"),
    path("can-bo/hang-cho/so/<uuid:uid>/", desk.turn, name="turn"),
    path("the-can-cuoc/cau-do/", cards.challenge, name="card_challenge"),
    path("the-can-cuoc/kiem/", cards.check, name="card_check"),
    path("bang/<str:unit>/", board.wall, name="board"),
    path("bang/<str:unit>/su-kien/", board.events, name="board_events"),
    path("hang-cho/<str:unit>/", public.queue, name="queue"),
    path("hang-cho/<str:unit>/lay-so/", public.take, name="take"),
    path("hang-cho/<str:unit>/hen/", public.booking, name="booking"),
    path("hang-cho/<str:unit>/ma-qr/", public.poster, name="poster"),
    path("so/<uuid:uid>/", public.ticket, name="ticket"),
    path("so/<uuid:uid>/viec/", public.act, name="ticket_act"),
    path("so/<uuid:uid>/in/", public.printed, name="ticket_print"),
]

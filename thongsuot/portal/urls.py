"""Địa chỉ của cổng công dân."""

from django.urls import path

from thongsuot.portal.views import about_me, filing, home, kiosk, kiosk_turn, lookup, mine, papers, supplement

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("huong-dan/", home.guide, name="guide"),
    path("tra-cuu/", lookup.ask, name="lookup"),
    path("tra-cuu/dot/<uuid:uid>/", lookup.visit, name="visit"),
    path("tra-cuu/<str:code>/", lookup.progress, name="progress"),
    path("kiosk/<str:unit>/", kiosk.home, name="kiosk"),
    path("kiosk/<str:unit>/viec/", kiosk.find, name="kiosk_find"),
    path("kiosk/<str:unit>/viec/<str:code>/", kiosk.procedure, name="kiosk_procedure"),
    path("kiosk/<str:unit>/tra-cuu/", kiosk.track, name="kiosk_track"),
    path("kiosk/<str:unit>/lay-so/", kiosk_turn.take, name="kiosk_take"),
    path("kiosk/<str:unit>/khai-truoc/", kiosk_turn.say, name="kiosk_say"),
    path("kiosk/<str:unit>/den-hen/", kiosk_turn.arrived, name="kiosk_arrived"),
    path("kiosk/<str:unit>/hen/", kiosk_turn.booking, name="kiosk_booking"),
    path("kiosk/<str:unit>/so/<uuid:uid>/", kiosk_turn.ticket, name="kiosk_ticket"),
    path("nop-ho-so/<str:procedure>/", filing.start, name="start"),
    path("nop-ho-so/<str:procedure>/bat-dau/", filing.begin, name="begin"),
    path("nop-ho-so/<str:procedure>/<uuid:uid>/", filing.resume, name="resume"),
    path("nop-ho-so/<str:procedure>/<uuid:uid>/giay-to/<str:code>/", papers.paper, name="paper"),
    path("nop-ho-so/<str:procedure>/<uuid:uid>/<str:step>/", filing.step, name="step"),
    path("nop-ho-so/<str:procedure>/<uuid:uid>/<str:step>/luu/", filing.autosave, name="autosave"),
    path("cong-dan/ho-so/", mine.dossiers, name="mine"),
    path("cong-dan/ket-qua/", about_me.results, name="results"),
    path("cong-dan/luot-xem/", about_me.looks, name="looks"),
    path("cong-dan/luot-xem.csv", about_me.looks_file, name="looks_file"),
    path("cong-dan/ban-nhap/<uuid:uid>/bo/", mine.discard, name="discard"),
    path("cong-dan/ho-so/<str:code>/", mine.dossier, name="dossier"),
    path("cong-dan/ho-so/<str:code>/bien-nhan/", mine.receipt, name="receipt"),
    path("cong-dan/ho-so/<str:code>/bien-nhan.pdf", mine.receipt_pdf, name="receipt_pdf"),
    path("cong-dan/ho-so/<str:code>/mau-02.pdf", mine.form_02, name="form_02"),
    path("cong-dan/ho-so/<str:code>/mau-03.pdf", mine.form_03, name="form_03"),
    path("cong-dan/ho-so/<str:code>/mau-04.pdf", mine.form_04, name="form_04"),
    path("cong-dan/ho-so/<str:code>/mau-05.pdf", mine.form_05, name="form_05"),
    path("cong-dan/ho-so/<str:code>/tep/<uuid:uid>/", mine.file, name="file"),
    path("cong-dan/ho-so/<str:code>/vi-sao/", mine.why, name="why"),
    path("cong-dan/ho-so/<str:code>/bo-sung/", supplement.supplement, name="supplement"),
    path("cong-dan/ho-so/<str:code>/rut/", mine.withdraw, name="withdraw"),
]

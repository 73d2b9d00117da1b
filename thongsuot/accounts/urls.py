"""Địa chỉ của phòng tài khoản. Names that allauth asks for (`account_…`, `mfa_…`) stand outside the namespace."""

from django.urls import include, path

from thongsuot.accounts.views import activation, administration, delegations, entrance, identity, own, passkeys

own_pages = (
    [
        path("bao-mat/", own.security, name="security"),
        path("bao-mat/hai-buoc/bat/", own.switch_on, name="switch_on"),
        path("bao-mat/hai-buoc/tat/", own.switch_off, name="switch_off"),
        path("bao-mat/hai-buoc/ma-du-phong/", own.recovery_codes, name="recovery_codes"),
        path("bao-mat/phien/ket-thuc/", own.end_session, name="end_session"),
        path("khoa-truy-cap/moi/", passkeys.new, name="new_passkey"),
        path("khoa-truy-cap/<int:key_id>/", passkeys.rename, name="passkey"),
        path("khoa-truy-cap/<int:key_id>/bo/", passkeys.remove, name="remove_passkey"),
        path("uy-quyen/", delegations.own, name="delegations"),
        path("uy-quyen/<int:delegation_id>/thu-hoi/", delegations.revoke, name="revoke_delegation"),
    ],
    "accounts",
)
administration_pages = (
    [
        path("", administration.landing, name="landing"),
        path("uy-quyen/", delegations.of_units, name="delegations"),
        path("tai-khoan/", administration.accounts, name="accounts"),
        path("tai-khoan/moi/", administration.new_account, name="new_account"),
        path("tai-khoan/<uuid:uid>/", administration.account, name="account"),
        path("tai-khoan/<uuid:uid>/giao-chuc-vu/", administration.give_post, name="give_post"),
        path("tai-khoan/<uuid:uid>/chuc-vu/<int:post_id>/ket-thuc/", administration.end_post, name="end_post"),
        path("tai-khoan/<uuid:uid>/so-dinh-danh/", administration.id_number, name="id_number"),
        path("tai-khoan/<uuid:uid>/cap-lai-mat-khau/", administration.reset_password, name="reset_password"),
        path("tai-khoan/<uuid:uid>/ket-thuc-phien/", administration.end_sessions, name="end_sessions"),
        path("tai-khoan/<uuid:uid>/khoa/", administration.close_account, name="close_account"),
        path("tai-khoan/<uuid:uid>/mo-lai/", administration.reopen_account, name="reopen_account"),
    ],
    "administration",
)
urlpatterns = [
    path("dang-nhap/", entrance.sign_in, name="account_login"),
    path("dang-nhap/buoc-hai/", entrance.second_step, name="mfa_authenticate"),
    path("dang-nhap/dinh-danh/<str:provider_id>/", identity.go, name="openid_connect_login"),
    path("dang-nhap/dinh-danh/<str:provider_id>/ve/", identity.back, name="openid_connect_callback"),
    path("dang-nhap/khoa/", passkeys.sign_in, name="passkey_sign_in"),
    path("dang-nhap/khoa/cau-do/", passkeys.challenge, name="passkey_challenge"),
    path("kich-hoat/<str:token>/", activation.activate, name="activate"),
    path("dang-nhap/bo-do/", entrance.give_up_signing_in, name="give_up_signing_in"),
    path("dang-xuat/", entrance.sign_out, name="account_logout"),
    path("tai-khoan/mat-khau/", own.password, name="account_change_password"),
    path("tai-khoan/", include(own_pages)),
    path("quan-tri/", include(administration_pages)),
]

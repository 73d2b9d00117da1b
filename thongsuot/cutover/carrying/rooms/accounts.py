"""Tài khoản: people with their passwords, second factors and posts; no open session, no token."""

from uuid import UUID

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken

from thongsuot.accounts.adapter import SECOND_FACTOR
from thongsuot.accounts.id_numbers import aad_of
from thongsuot.accounts.models import (
    Activation,
    ApiToken,
    Delegation,
    ElectronicIdentity,
    Post,
    Session,
    SignInPace,
    User,
)
from thongsuot.accounts.rotation import SECRETS
from thongsuot.cutover.carrying.decisions import Seal, carried, left

SAME_PERSON = """
SELECT d.old, d.new FROM cutover_difference d
 WHERE d.package_id = %(package)s AND d.kind = 'person' AND d.decision = 'same'
"""

carried(
    User,
    "where",
    "t.id IN (SELECT id FROM pack_user)",
    seals=(Seal("id_number_cipher", "bytes", lambda uid: aad_of(UUID(uid)), ("uid",)),),
    hashes=("id_number_hash",),
    matched_by=SAME_PERSON,
)
carried(Post, "unit")
carried(
    Delegation,
    "where",
    "t.post_id IN (SELECT p.id FROM accounts_post p WHERE p.unit_id IN (SELECT id FROM pack_unit))",
)
carried(ElectronicIdentity, "user", only_with_new="user_id")
carried(
    Authenticator,
    "user",
    seals=(Seal("data", "named", lambda: SECOND_FACTOR, (), SECRETS),),
    only_with_new="user_id",
)
carried(EmailAddress, "user", only_with_new="user_id")
carried(SocialAccount, "user", only_with_new="user_id")
left(Session, why="không ai đang đăng nhập ở đây; mật khẩu cũ vẫn dùng được")
left(ApiToken, why="mã truy cập của hệ thống khác cấp lại ở đây, vì địa chỉ cũng đổi")
left(SignInPace, why="nhịp thử đăng nhập của vài giờ")
left(EmailConfirmation, SocialApp, SocialToken, why="thư xác nhận, ứng dụng và mã tạm của nơi gửi")
left(Activation, why="liên kết kích hoạt dẫn về địa chỉ của nơi gửi; ai chưa kích hoạt thì cấp lại ở đây")

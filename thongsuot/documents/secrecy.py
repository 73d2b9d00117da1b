"""Bí mật nhà nước: a document with a secrecy mark has no place in this system and is refused at every door.

Luật Bảo vệ bí mật nhà nước: secret documents are drafted, kept and sent outside networked systems, unless on approved
equipment. Nothing of what was typed is kept.
"""

import re

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid

_MARK = re.compile(
    r"^[\s\W]*(?:(?:độ|mức(?: độ)?)\s+mật\s*[:：]\s*)?(?:tuyệt\s+mật|tối\s+mật|mật)[\s\W]*$",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBER = re.compile(r"\b\d+\s*/\s*(?:TM|M|TgM)\b-|\bBMNN\b")


class Secret(Invalid):
    """Văn bản mang dấu chỉ độ mật."""

    code = "secret_document"


def refuse_secret(*texts: str) -> None:
    """Raises Secret when a line of a text is a secrecy mark (MẬT, TỐI MẬT, TUYỆT MẬT) alone."""
    if any(_MARK.search(text) for text in texts if text):
        raise Secret(
            _(
                "Văn bản có dấu chỉ độ mật (Mật, Tối mật, Tuyệt mật) không được soạn, lưu hay gửi trên hệ thống này."
                " Hãy soạn trên máy tính không nối mạng và đăng ký vào sổ riêng theo pháp luật về bảo vệ bí mật nhà nước."
                " Hệ thống không giữ lại nội dung vừa gõ."
            )
        )

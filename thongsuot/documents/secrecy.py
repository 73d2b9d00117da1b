"""Bí mật nhà nước: a document with a secrecy mark has no place in this system and is refused at every door.

Luật Bảo vệ bí mật nhà nước: secret documents are drafted, kept and sent outside networked systems, unless on approved
equipment. Nothing of what was typed or came is kept.
"""

import re

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.text import fold_marks

_WORD = re.compile(r"[^\W_]+")
_MARKS = ("mật", "tối mật", "tuyệt mật")
_LABELS = ("", "độ mật ", "mức mật ", "mức độ mật ")
_ALONE = frozenset(label + mark for label in _LABELS for mark in _MARKS)
# In a field for the mark alone. Typed without marks "mat" may be nothing else; "mặt" is another word.
_MARK, _NONE = re.compile(r"\bmật\b"), re.compile(r"\bkh(?:ông|ong)\b")
_MARK_BARE = re.compile(r"^\W*(?:(?:toi|tuyet)\s+)?mat\W*$")


class Secret(Invalid):
    """Văn bản mang dấu chỉ độ mật."""

    code = "secret_document"


def is_marked(*texts: str) -> bool:
    """Whether a line of a text is a secrecy mark (MẬT, TỐI MẬT, TUYỆT MẬT) alone."""
    return any(_has_mark(text.lower()) for text in texts if text)


def _has_mark(text: str) -> bool:
    # Line by line: one expression over the whole is slow beyond measure on a text of empty lines.
    lines = (line for line in text.splitlines() if "mật" in line)
    return any(" ".join(_WORD.findall(line)) in _ALONE for line in lines)


def refuse_secret(*texts: str) -> None:
    """Từ chối soạn văn bản mật: raises Secret when a line of a text is a secrecy mark alone."""
    if is_marked(*texts):
        raise Secret(
            _(
                "Văn bản có dấu chỉ độ mật (Mật, Tối mật, Tuyệt mật) không được soạn, lưu hay gửi trên hệ thống này."
                " Hãy soạn trên máy tính không nối mạng và đăng ký vào sổ riêng theo pháp luật về bảo vệ bí mật nhà nước."
                " Hệ thống không giữ lại nội dung vừa gõ."
            )
        )


def refuse_arriving(mark: str, *texts: str) -> None:
    """Từ chối văn bản mật đến từ mọi đường: `mark` is what stands on it as its secrecy, or a mark is alone on a line."""
    said = fold_marks(mark)
    named = _MARK_BARE.search(said) or (_MARK.search(said) and not _NONE.search(said))
    if named or is_marked(*texts):
        raise Secret(
            _(
                "Văn bản có dấu chỉ mức độ mật không được đăng ký ở đây: hệ thống nối mạng không được lưu bí mật nhà nước"
                " (Luật Bảo vệ bí mật nhà nước). Hãy đăng ký vào sổ văn bản mật bằng giấy. Không có gì của văn bản được lưu."
            ),
            errors=[{"field": "secrecy", "message": _("Văn bản mật đăng ký ở sổ riêng, ngoài hệ thống này.")}],
        )

"""winmail.dat: attachments that Outlook packs into its own form (TNEF, MS-OXTNEF), taken out again.

Each attribute is level (1 byte), name (4), length (4), data, check (2). Lengths are believed only as far as the file goes.
"""

import struct
from dataclasses import dataclass

_SIGNATURE = 0x223E9F78
_NEXT, _TITLE, _DATA, _PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_LONG_NAME = b"\x1f\x00\x07\x37"  # PR_ATTACH_LONG_FILENAME as text of two bytes a letter
_HEAD = struct.Struct("<BII")
_MOST = 200


@dataclass(slots=True)
class _Packed:
    name: str = ""
    data: bytes = b""


def unpacked(content: bytes) -> list[tuple[str, bytes]]:
    """(tên, nội dung) of each attachment, in their order; none of a file that is damaged from the beginning."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != _SIGNATURE:
        return []
    found: list[_Packed] = []
    place = 6
    while place + _HEAD.size <= len(content) and len(found) < _MOST:
        _level, kind, size = _HEAD.unpack_from(content, place)
        data = content[place + _HEAD.size : place + _HEAD.size + size]
        place += _HEAD.size + size + 2
        if len(data) < size:
            break
        if kind == _NEXT:
            found.append(_Packed())
        elif found:
            _note(found[-1], kind, data)
    return [(one.name or "tep.dat", one.data) for one in found if one.data]


def _note(one: _Packed, kind: int, data: bytes) -> None:
    if kind == _DATA:
        one.data = data
    elif kind == _TITLE and not one.name:
        one.name = data.split(b"\0")[0].decode("cp1258", "replace")
    elif kind == _PROPERTIES:
        one.name = _long_name(data) or one.name


def _long_name(data: bytes) -> str:
    place = data.find(_LONG_NAME)
    if place < 0 or place + 12 > len(data):
        return ""
    _count, size = struct.unpack_from("<II", data, place + 4)
    return data[place + 12 : place + 12 + min(size, 520)].decode("utf-16-le", "ignore").split("\0")[0]

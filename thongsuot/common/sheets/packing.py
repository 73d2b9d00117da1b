"""Dòng gói: how rows travel to the writer, and how a thousand of them become XML at once.

A packed row is its cells, each begun by a mark that says what it is, ended by a line feed; inside a cell, backslash, line
feed, tab and carriage return are written as COPY writes them. Turning marks into tags is a handful of `bytes.replace`
over the whole block: no Python runs per cell, which is what makes a hundred thousand rows a matter of a second.
"""

TEXT, MOMENT, CHOICE, GUARDED, DAY, EMPTY, NUMBER = "\x01", "\x02", "\x03", "\x04", "\x06", "\x07", "\x0e"
WRAPPED, FRACTION = "\x0f", "\x10"  # only of small tables: a long text in lines, a number with decimals
LONGEST_CELL = 32_767  # Excel's own limit
WIDE = 60  # characters; a longer text is shown in lines
RISKY = ("=", "+", "-", "@", "\t", "\r")  # how a spreadsheet recognises a formula

_BACKSLASH = b"\x05"
_ESCAPES = ((rb"\n", b"&#10;"), (rb"\t", b"&#9;"), (rb"\r", b""), (rb"\b", b""), (rb"\f", b""), (rb"\v", b""))
_OPENINGS = (
    (TEXT, b'<c t="str"><v>'),
    (MOMENT, b'<c s="2"><v>'),
    (CHOICE, b'<c t="s"><v>'),
    (GUARDED, b'<c t="str" s="1"><v>'),
    (DAY, b'<c s="3"><v>'),
    (EMPTY, b'<c t="str"><v>'),
    (NUMBER, b'<c s="4"><v>'),
    (WRAPPED, b'<c t="str" s="6"><v>'),
    (FRACTION, b'<c s="7"><v>'),
)
_SHUT = b"</v></c>"
_MARKS = {mark.encode()[0] for mark, _opening in _OPENINGS}
# XML 1.0 has no place for other control characters, nor for U+FFFE and U+FFFF.
_NEVER = bytes(code for code in range(32) if code not in _MARKS | {9, 10, 13})
_NOT_XML = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def escaped(value: str) -> str:
    """A text as it may stand inside a packed cell."""
    if not value.isprintable():
        value = value.translate(_CONTROLS).encode("utf-8", "replace").decode()
    return value.replace("\\", "\\\\").replace("\n", r"\n").replace("\t", r"\t").replace("\r", r"\r")


def text_cell(value: str) -> str:
    """A packed text: as typed, and never a formula."""
    return (GUARDED if value.startswith(RISKY) else TEXT) + escaped(value)


def long_text_cell(value: str) -> str:
    """The same for texts of any length: cut where Excel would refuse the file, shown in lines where it is long."""
    if "\n" in value or len(value) > WIDE:
        return WRAPPED + escaped(value[:LONGEST_CELL])
    return text_cell(value)


def rows_xml(block: bytes) -> bytes:
    """Packed rows as rows of a sheet; `block` ends with a line feed."""
    block = block.replace(b"&", b"&amp;").replace(b"<", b"&lt;").translate(None, _NEVER)
    if b"\\" in block:
        block = block.replace(b"\\\\", _BACKSLASH)
        for escape, stands_for in _ESCAPES:
            block = block.replace(escape, stands_for)
        block = block.replace(_BACKSLASH, b"\\")
    for unfit in _NOT_XML:
        block = block.replace(unfit, b"")
    for mark, opening in _OPENINGS:
        block = block.replace(mark.encode(), _SHUT + opening)
    block = block.replace(b"\n" + _SHUT, _SHUT + b"</row>\n<row>")
    return b"<row>" + block.removeprefix(_SHUT).removesuffix(b"\n") + _SHUT + b"</row>\n"

"""Giấy tờ in ra (PDF/A-2b): the generic Typst engine for receipts, slips, certificates and decisions.

A template is a `.typ` file of ours; what people typed reaches it as data (JSON in `sys.inputs`) and is never code.
Fonts are shipped (Tinos for the state's Times look, Be Vietnam Pro for notes to citizens) and nothing of the machine is
used, so a paper looks the same everywhere. Same data and same moment give the same bytes.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from threading import get_ident
from typing import Any, Final

import typst

from thongsuot.common.letters.glyphs import coverage

ROOM = Path(__file__).resolve().parent
ROOT = ROOM.parent.parent  # templates of every room may import `/common/letters/typst/office.typ`
FONTS = ROOM / "fonts"
MISSING = "□"
STANDARD: Final = "a-2b"
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_ESCAPED = re.compile(r"\\[^\"\\n]")  # what JSON writes another way: control characters; a line break is drawn
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class TemplateFault(RuntimeError):
    """Mẫu in hỏng: the template itself is wrong (data cannot cause it); Typst's own words say where."""


def render(template: Path, data: Mapping[str, Any], *, made_at: datetime | None = None, tagged: bool = True) -> bytes:
    """Make the PDF of a template; `made_at` stands in its properties. Thread-safe: every thread has engines of its own.

    Papers for people are tagged, so that they can be read aloud; a register of thousands of rows is printed, and without
    tags it is made in a fraction of the time and size.
    """
    moment = made_at.astimezone(UTC).replace(microsecond=0) if made_at else _EPOCH  # Typst takes whole seconds
    try:
        made = _engine(template, get_ident()).compile(
            format="pdf",
            sys_inputs={"data": _given(data)},
            pdf_standards=[STANDARD],
            pdf_tags=tagged,
            timestamp=moment,
        )
    except typst.TypstError as fault:
        raise TemplateFault(f"{template.name}: {fault.message}\n{fault.diagnostic}") from fault
    assert isinstance(made, bytes), "one file, kept in memory"
    return made


def places(template: Path, data: Mapping[str, Any], label: str) -> list[dict[str, Any]]:
    """What the template says of its own layout under this label (`#metadata(…)<label>`), for example where to sign.

    One more pass of the engine, without making the file.
    """
    found = typst.query(
        template,
        f"<{label}>",
        field="value",
        root=ROOT,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": _given(data)},
    )
    rows: list[dict[str, Any]] = json.loads(found)
    return rows


def _given(data: Mapping[str, Any]) -> str:
    """The data as a template reads it. Most need no change, which is seen at once in the whole; only then part by part."""
    text = json.dumps(data, ensure_ascii=False)
    if _ESCAPED.search(text) or not unicodedata.is_normalized("NFC", text) or not drawn().issuperset(text):
        text = json.dumps(printable(data), ensure_ascii=False)
    return text


def printable(value: Any) -> Any:
    """The same data with only characters the fonts can draw: NFC, control and direction marks out, "□" for the rest."""
    if isinstance(value, str):
        return _printable_text(value)
    if isinstance(value, Mapping):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def _printable_text(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    strange = set(text) - drawn()
    return text.translate({ord(char): _stand_in(char) for char in strange}) if strange else text


def _stand_in(char: str) -> str | None:
    invisible = unicodedata.category(char) in _DROPPED or unicodedata.name(char, "").startswith("VARIATION SELECTOR")
    if char in "\u2028\u2029\r\v\f\x85":
        return "\n"
    return None if invisible else MISSING


@cache
def drawn() -> frozenset[str]:
    """Characters that may stand in a paper."""
    glyphs = coverage(*sorted(FONTS.glob("Tinos_*.ttf")))
    return frozenset(char for char in glyphs if unicodedata.category(char) not in _DROPPED) | {"\n"}


@lru_cache(maxsize=128)
def _engine(template: Path, thread: int) -> typst.Compiler:
    """An engine that has read this template once; reading it for each paper took a tenth of the time. Sees a changed file."""
    return typst.Compiler(template, root=ROOT, font_paths=_fonts(), ignore_system_fonts=True)


@cache
def _fonts() -> typst.Fonts:
    """Read the font files once a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])

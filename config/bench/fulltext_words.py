"""Văn bản giả để tìm: letters of 50 to 400 words out of our own catalogue's wording, names of people, numbers. No database.

Words come as often as they do in the catalogue, and sentences unevenly: the first ones stand in nearly every letter, the
last ones in a few. Rows are written as COPY reads them; the same number gives the same letter.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from uuid import UUID

from thongsuot.common.text import bare, fold_marks
from thongsuot.documents.lexemes import lexemes, unit_mark

ROOT = Path(__file__).parents[2]
SENTENCES, FEWEST, MOST = 40_000, 2, 26
_LINE = re.compile(r"[^:#{}\[\]()\"]{20,}")
_MARKED = re.compile(r"[à-ỹđ]")
HEAD = "ỦY BAN NHÂN DÂN {place} CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc Số: {sign}"
FOOT = "Nơi nhận: Như trên; Lưu: VT. TM. ỦY BAN NHÂN DÂN CHỦ TỊCH {signer}"
OURS = ("UBND-VP", "QĐ-UBND", "UBND-KT", "TB-UBND", "BC-UBND")
SENDERS = (("Sở Nội vụ", "SNV-CCHC"), ("Sở Tài chính", "STC-NS"), ("Sở Y tế", "SYT-NVY"), ("UBND tỉnh", "UBND-NC"))
TABLES = {
    "documents_document": "id province_id uid unit_id direction type state number notation arrival arrived_at way issued_on summary"
    " issuer_name issuer_code signer_name signer_title signing_mode signed_at urgency language subject_kind subject_code revision"
    " created_at closed_at",
    "documents_documenttext": "province_id document_id unit_id file_id source body words",
    "documents_documentholding": "province_id document_id unit_id direction state urgency due_at",
    "documents_registerentry": "province_id unit_id book year number document_id state day given_at void_reason",
}


@dataclass(frozen=True)
class Place:
    """Một đơn vị có văn bản."""

    unit_id: int
    province_id: int
    name: str


@dataclass(frozen=True)
class Made:
    """Một văn bản sẽ viết: whose, which way, its number in the register, the day, whether it is still open."""

    place: Place
    incoming: bool
    number: int
    day: str
    open: bool


@cache
def _fragments() -> list[list[str]]:
    """Runs of words of the catalogue."""
    found = []
    for path in sorted((ROOT / "thongsuot/procedures/reference").glob("*.yaml")):
        for line in _LINE.findall(path.read_text()):
            words = line.split()
            if len(words) > 3 and _MARKED.search(line):
                found += [words[first : first + 8] for first in range(0, len(words) - 3, 8)]
    return found


@cache
def sentences() -> list[tuple[str, frozenset[str]]]:
    """Câu và những chữ của nó, the most usual first."""
    chance, fragments = Random("câu"), _fragments()  # noqa: S311  (made-up letters)
    made = []
    for _ in range(SENTENCES):
        words = [word for _n in range(chance.randint(1, 3)) for word in fragments[_uneven(chance, len(fragments))]]
        made.append(_with_words(" ".join(words).strip(" .,;-").capitalize() + "."))
    return made


@cache
def _with_words(text: str) -> tuple[str, frozenset[str]]:
    return text, frozenset(lexemes(text, 0)[1:])


@cache
def _names() -> dict[str, list[str]]:
    return dict(json.loads((ROOT / "config/synthetic/names.json").read_text()))


def _person(chance: Random) -> str:
    names = _names()
    return (
        f"{chance.choice(names['family'])} {chance.choice(names['male_middle'])} {chance.choice(names['male_given'])}"
    )


def _uneven(chance: Random, count: int) -> int:
    return int(count * chance.random() ** 3)


def written(first_id: int, many: list[Made]) -> dict[str, bytes]:
    """Hàng của những văn bản này, by table."""
    rows: dict[str, list[str]] = {table: [] for table in TABLES}
    for nth, made in enumerate(many):
        _write(rows, first_id + nth, made)
    return {table: ("\n".join(lines) + "\n").encode() for table, lines in rows.items() if lines}


def _write(rows: dict[str, list[str]], number: int, made: Made) -> None:
    chance, place = Random(number), made.place  # noqa: S311
    issuer, notation = chance.choice(SENDERS) if made.incoming else (place.name, chance.choice(OURS))
    own = str(chance.randint(1, 4_000)) if made.incoming else f"{made.number:02d}"
    known, at, person = sentences(), f"{made.day} 02:00:00+00", _person(chance)
    body = [known[_uneven(chance, len(known))] for _ in range(FEWEST + _uneven(chance, MOST))]
    parts = [text for text, _words in body]
    own_words = f"Ông {person}, thửa đất số {chance.randint(1, 9_999)}, {place.name}."
    parts.insert(len(parts) // 2, own_words)
    signer = _person(chance)
    sign, summary = f"{own}/{notation}", f"V/v {parts[0][:180].lower().rstrip('.')}"
    head, foot = HEAD.format(place=place.name.upper(), sign=sign), FOOT.format(signer=signer)
    state, closed = (
        ("in_hand" if made.incoming else "signed", r"\N") if made.open else ("done" if made.incoming else "issued", at)
    )
    arrived = (str(made.number), at, "axis") if made.incoming else (r"\N", r"\N", "")
    signed = r"\N" if made.incoming else at
    direction = "in" if made.incoming else "out"
    key = f"{place.province_id}\t{number}\t{place.unit_id}"
    rows["documents_document"].append(
        "\t".join(
            [
                *(
                    str(number),
                    str(place.province_id),
                    str(UUID(int=chance.getrandbits(128), version=4)),
                    str(place.unit_id),
                ),
                *(
                    direction,
                    "CV",
                    state,
                    own,
                    notation,
                    *arrived,
                    made.day,
                    summary,
                    issuer,
                    "",
                    signer,
                    "Chủ tịch",
                    "TM",
                ),
                *(signed, "0", "vi", "", "", "0", at, closed),
            ]
        )
    )
    typed, mark = " ".join([sign, summary, issuer, signer]), {unit_mark(place.unit_id)}
    rows["documents_documenttext"].append(f"{key}\t\\N\ttyped\t{typed}\t{_vector(mark | _words_of(typed))}")
    words = mark.union(*(one for _text, one in body), _fixed(place.name), _words_of(f"{sign} {own_words} {signer}"))
    text, source = " ".join([head, *parts, foot]), "ocr" if made.incoming else "pdf"
    rows["documents_documenttext"].append(f"{key}\t{number}\t{source}\t{text}\t{_vector(words)}")
    if made.open:
        rows["documents_documentholding"].append(f"{key}\t{direction}\t{state}\t0\t9999-12-31 00:00:00+00")
    entry = f"{direction}\t{made.day[:4]}\t{made.number}\t{number}\tgiven\t{made.day}\t{at}\t"
    rows["documents_registerentry"].append(f"{place.province_id}\t{place.unit_id}\t{entry}")


@cache
def _fixed(place: str) -> frozenset[str]:
    """Words of what stands in every letter of an office."""
    return _with_words(HEAD.format(place=place, sign="") + FOOT.format(signer=""))[1]


def _words_of(text: str) -> set[str]:
    return set().union(*map(_word, re.findall(r"[^\W_]+", text)))


@cache
def _word(word: str) -> frozenset[str]:
    return frozenset((bare(word), fold_marks(word)))


def _vector(words: set[str]) -> str:
    return " ".join(words)

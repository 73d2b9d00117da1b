"""Bản dịch: collect the texts of pages and code, keep the English catalogue in step, compile it.

    scripts/catalogue.py            collect, update locale/en, compile
    scripts/catalogue.py --check    say what is out of step; exit 1 if something is (part of `make check`)

Vietnamese is written in the code itself and needs no catalogue. The compiled file is kept in the repository, so that
nothing has to be compiled where the platform runs.
"""

import argparse
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT / "locale/en/LC_MESSAGES/django.po"
COMPILED = TEXTS.with_suffix(".mo")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_n": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
NO_DATE = datetime(2025, 7, 1, tzinfo=UTC)  # the same texts make the same file on every day
SAYS_NOTHING = (
    b'"POT-Creation',
    b'"PO-Revision',
    b'"Project-Id',
    b'"Report-Msgid',
    b'"Last-Translator',
    b'"Language-Team',
)
HEADER = "# Thông Suốt: English texts of the pages. The keys are the Vietnamese texts of the code.\n#"


def collect() -> Catalog:
    """All texts of the code, without places: a moved line must not change the catalogue."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog(project="Thông Suốt", charset="utf-8", header_comment=HEADER)
    texts = extract_from_dir(str(ROOT), methods, options, keywords=KEYWORDS, comment_tags=(), strip_comment_tags=True)
    for _file, _line, text, comments, context in texts:
        found.add(text, None, [], auto_comments=comments, context=context)
    return found


def updated(found: Catalog) -> Catalog:
    """The English catalogue with today's texts; translations of texts that are gone are dropped."""
    if TEXTS.exists():
        with TEXTS.open("rb") as file:
            catalog = read_po(file, locale="en")
    else:
        catalog = Catalog(locale="en", charset="utf-8")
    catalog.update(found, no_fuzzy_matching=True, keep_user_comments=True)
    catalog.obsolete.clear()
    catalog.header_comment, catalog.fuzzy = HEADER, False
    catalog.creation_date = catalog.revision_date = NO_DATE
    return catalog


def as_text(catalog: Catalog) -> bytes:
    """The catalogue as it stands in the repository: sorted, without dates."""
    out = io.BytesIO()
    write_po(out, catalog, width=100, sort_output=True, omit_header=False, include_previous=False)
    return b"\n".join(line for line in out.getvalue().split(b"\n") if not line.startswith(SAYS_NOTHING))


def as_machine_file(catalog: Catalog) -> bytes:
    """The compiled catalogue."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def out_of_step(catalog: Catalog) -> list[str]:
    """What `make check` complains about."""
    if not TEXTS.exists() or not COMPILED.exists():
        return ["chưa có locale/en; hãy chạy: .venv/bin/python scripts/catalogue.py"]
    found = []
    if TEXTS.read_bytes() != as_text(catalog):
        found.append("locale/en/LC_MESSAGES/django.po chưa khớp với mã nguồn; hãy chạy scripts/catalogue.py")
    if COMPILED.read_bytes() != as_machine_file(catalog):
        found.append("locale/en/LC_MESSAGES/django.mo cũ hơn django.po; hãy chạy scripts/catalogue.py")
    found += [f"bản dịch hỏng: {message.id}: {error}" for message, errors in catalog.check() for error in errors]
    return found


def translated(message: Message) -> bool:
    """Whether the text has an English one."""
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def main() -> int:
    """Update or check; 1 when the check found something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="chỉ kiểm tra")
    only_check = parser.parse_args().check
    catalog = updated(collect())
    if only_check:
        problems = out_of_step(catalog)
        print("\n".join(problems), end="\n" if problems else "", file=sys.stderr)
        return 1 if problems else 0
    TEXTS.parent.mkdir(parents=True, exist_ok=True)
    TEXTS.write_bytes(as_text(catalog))
    COMPILED.write_bytes(as_machine_file(catalog))
    texts = [message for message in catalog if message.id]
    done = sum(1 for message in texts if translated(message))
    print(f"{len(texts)} câu chữ, {done} câu có bản tiếng Anh")
    return 0


if __name__ == "__main__":
    sys.exit(main())

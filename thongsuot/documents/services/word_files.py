"""Đưa tệp Word vào trình soạn: its paragraphs and tables become our typed text; the layout is always ours.

Variables of a template (`{{ so }}`, `{{ trich_yeu }}`…) are filled by docxtpl in a sandbox. Macros, outside links,
statements of the template language and broken files are refused; nothing of the file is ever run.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import docx
from django.utils.translation import gettext as _
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import TemplateError, Undefined, meta
from jinja2.sandbox import SandboxedEnvironment

from thongsuot.common.errors import Invalid

DOTS = "……"
MOST_BYTES = 40_000_000
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode=\"External\"[^>]*>")
_HYPERLINK = b'/hyperlink"'
_MACROS = ("vbaproject.bin", "vbadata.xml")
_EMBEDDED = ("word/embeddings/", "word/activex/")


class _Dots(Undefined):
    """Ô không ai điền: dots on the page, as on a printed form, so that nothing is lost without a word."""

    def __str__(self) -> str:
        return DOTS


def typed_text_of(content: bytes, values: Mapping[str, str]) -> str:
    """Chữ của tệp Word như gõ trong trình soạn; a blank without a value is dots.

    Raises Invalid `word_broken`, `word_macros`, `word_external`, `word_template`.
    """
    with _as_refusals():
        template = _opened(content)
        if "{{" in _plain(template):
            template.render(dict(values), jinja_env=_sandbox())
        made = io.BytesIO()
        template.save(made)
        return _text(docx.Document(io.BytesIO(made.getvalue())))


def blanks_of(content: bytes) -> list[str]:
    """Tên các ô {{ … }} của mẫu, in order of the alphabet. It is filled once, so that what is kept can be used.

    Raises as `typed_text_of`.
    """
    with _as_refusals():
        template = _opened(content)
        names = meta.find_undeclared_variables(_sandbox().parse(template.patch_xml(template.get_xml())))
    typed_text_of(content, {})
    return sorted(names)


def _opened(content: bytes) -> DocxTemplate:
    refuse_dangerous(content)
    template = DocxTemplate(io.BytesIO(content))
    template.init_docx()
    if "{%" in _plain(template):
        raise _refused(
            "word_template", _("Mẫu chỉ được dùng ô điền (một tên trong hai lớp ngoặc nhọn), không dùng câu lệnh.")
        )
    return template


def _plain(template: DocxTemplate) -> str:
    return re.sub(r"<[^>]+>", "", template.get_xml())


def _sandbox() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=_Dots)


@contextmanager
def _as_refusals() -> Iterator[None]:
    """What the libraries stumble over, said as what is wrong with the file."""
    try:
        yield
    except Invalid:
        raise
    except TemplateError as exc:
        raise _refused(
            "word_template", _("Một ô điền của mẫu viết chưa đúng: trong hai lớp ngoặc nhọn chỉ được có một tên.")
        ) from exc
    except Exception as exc:  # python-docx raises whatever the broken part made it stumble over
        raise _refused(
            "word_broken", _("Không đọc được tệp Word này. Hãy mở bằng Word, lưu lại dạng .docx rồi tải lên.")
        ) from exc


def refuse_dangerous(content: bytes) -> None:
    """Raises Invalid `word_broken`, `word_too_large`, `word_macros`, `word_external`; nothing of the file is run."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
                raise _refused("word_too_large", _("Tệp Word mở ra quá lớn."))
            names = [part.filename.lower() for part in parts.infolist()]
            types = parts.read("[Content_Types].xml")
            rels = [parts.read(part) for part in parts.infolist() if part.filename.endswith(".rels")]
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, EOFError) as exc:
        raise _refused("word_broken", _("Đây không phải tệp Word .docx, hoặc tệp bị hỏng.")) from exc
    if b"macroEnabled" in types or any(name.endswith(_MACROS) for name in names):
        raise _refused(
            "word_macros", _("Tệp Word có macro nên không được nhận. Hãy lưu lại dạng .docx không có macro.")
        )
    outside = [found for one in rels for found in _EXTERNAL.findall(one) if _HYPERLINK not in found]
    if outside or any(name.startswith(_EMBEDDED) for name in names):
        raise _refused("word_external", _("Tệp Word có liên kết ra ngoài hoặc đối tượng nhúng nên không được nhận."))


def _text(word: WordDocument) -> str:
    lines = []
    for part in word.iter_inner_content():
        lines += _table(part) if isinstance(part, Table) else [_paragraph(part)]
    return "\n".join(line for line in lines if line)


def _paragraph(part: Paragraph) -> str:
    words = "".join(_run(run.text, bold=bool(run.bold), italic=bool(run.italic)) for run in part.runs).strip()
    plain = part.text.strip()
    if not plain:
        return ""
    style = (part.style.name if part.style and part.style.name else "").lower()
    if style.startswith(("heading 1", "title")):
        return f"# {plain}"
    if style.startswith("heading"):
        return f"## {plain}"
    if style.startswith("list"):
        return f"- {words or plain}"
    return plain if re.match(r"Điều\s+\d", plain) else words or plain


def _run(text: str, *, bold: bool, italic: bool) -> str:
    if not text.strip() or "\n" in text:
        return text
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    mark = "**" if bold else "//" if italic else ""
    return f"{lead}{mark}{text.strip()}{mark}{tail}"


def _table(part: Table) -> list[str]:
    return [
        "| " + " | ".join(" ".join(cell.text.split()).replace("|", "/") for cell in row.cells) + " |"
        for row in part.rows
    ]


def _refused(code: str, message: str) -> Invalid:
    return Invalid(message, code=code, errors=[{"field": "file", "message": message}])

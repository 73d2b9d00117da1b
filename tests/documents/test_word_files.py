"""A Word file becomes typed text; macros, outside links, statements and broken files are refused."""

import io
import zipfile

import docx
import pytest

from thongsuot.common.errors import Invalid
from thongsuot.documents.services.word_files import typed_text_of


def word(*paragraphs, table=(), heading=""):
    made = docx.Document()
    if heading:
        made.add_heading(heading, 1)
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        grid = made.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(content, name, change):
    """The same package with one part changed (or a new one)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == name else data)
        if name not in old.namelist():
            new.writestr(name, change(b""))
    return out.getvalue()


def test_paragraphs_headings_and_tables_come_over():
    text = typed_text_of(word("Điều 1. Kiện toàn.", heading="Chương I", table=(("TT", "Tên"), ("1", "An | Bình"))), {})
    assert text == "# Chương I\nĐiều 1. Kiện toàn.\n| TT | Tên |\n| 1 | An / Bình |"


def test_variables_of_a_template_are_filled_and_what_is_filled_is_no_template():
    assert typed_text_of(word("Về {{ trich_yeu }}."), {"trich_yeu": "{{ 7*7 }} & <b>"}) == "Về {{ 7*7 }} & <b>."


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "word_broken"),
        (b"PK\x03\x04 khong phai word", "word_broken"),
        (changed(word("a"), "word/vbaProject.bin", lambda _old: b"x"), "word_macros"),
        (changed(word("a"), "[Content_Types].xml", lambda old: old.replace(b"document.main", b"document.macroEnabled.main")), "word_macros"),
        (changed(word("a"), "word/embeddings/ole.bin", lambda _old: b"x"), "word_external"),
        (
            changed(
                word("a"),
                "word/_rels/document.xml.rels",
                lambda old: old.replace(
                    b"</Relationships>",
                    b'<Relationship Id="r9" Type="http://x/attachedTemplate" Target="http://xau.example/" TargetMode="External"/></Relationships>',
                ),
            ),
            "word_external",
        ),
        (word("{% for i in range(10) %}a{% endfor %}"), "word_template"),
        (word("{{ a.b( }}"), "word_template"),
        (word("{{ ''.__class__.__mro__ }}"), "word_template"),
        (changed(word("a"), "word/document.xml", lambda _old: b"<khong"), "word_broken"),
    ],
)  # fmt: skip
def test_what_may_do_harm_or_cannot_be_read_is_refused_with_its_reason(content, code):
    with pytest.raises(Invalid) as refused:
        typed_text_of(content, {})
    assert refused.value.code == code
    assert refused.value.errors[0]["field"] == "file"

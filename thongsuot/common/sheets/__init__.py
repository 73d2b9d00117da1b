"""Bảng tính Excel: small tables from Python rows, one or several to a file, large ones straight out of PostgreSQL.

Small:  write_table([Column("Mã"), Column("Hạn", MOMENT)], rows, title="Sổ theo dõi hồ sơ") → bytes
        write_tables([Table("Con số", columns, rows), Table("Thủ tục", columns, rows)]) → bytes
Large:  with Sheet(file, columns, title=…) as sheet: copy_rows(cursor, sheet, line(text("d.name"), moment("d.due_at")), …)

Whatever people typed stays text: a cell that begins like a formula is marked as text and shown as typed. Moments, days
and numbers are real ones; the heading stays in view and is repeated on every printed page.
"""

from thongsuot.common.sheets.book import DAY, MOMENT, MOST_ROWS, NUMBER, TEXT, XLSX, Column, Sheet
from thongsuot.common.sheets.sql import choice, copy_rows, day, line, moment, number, text, word
from thongsuot.common.sheets.tables import Table, pack, write_table, write_tables

__all__ = [
    "DAY",
    "MOMENT",
    "MOST_ROWS",
    "NUMBER",
    "TEXT",
    "XLSX",
    "Column",
    "Sheet",
    "Table",
    "choice",
    "copy_rows",
    "day",
    "line",
    "moment",
    "number",
    "pack",
    "text",
    "word",
    "write_table",
    "write_tables",
]

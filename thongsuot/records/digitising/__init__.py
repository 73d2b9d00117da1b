"""Số hoá: scans in batches, character recognition page by page, separator sheets, description, check, into the archive.

Order of a page: taken → (separator | empty | read) → belongs to a document → described → checked → kept as a record item.
Nothing outside the database (tesseract) runs inside a transaction.
"""

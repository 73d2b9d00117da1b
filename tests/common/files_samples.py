"""Mẫu tệp: small honest files of every accepted kind, and dishonest ones."""

import io
import zipfile

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<họ>Nguyễn</họ>'.encode()
XML_BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'
PROGRAM = b"MZ\x90\0" + b"\0" * 100
TEXT = "Giấy chứng sinh của trẻ\n".encode()


def image(kind: str, size: tuple[int, int] = (4, 3)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return out.getvalue()


def zipped(entries: dict[str, bytes], *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(main: str, extra: dict[str, bytes] | None = None) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", main: b"<w/>", **(extra or {})})


DOCX = office("word/document.xml")
XLSX = office("xl/workbook.xml")
PPTX = office("ppt/presentation.xml")
DOCM = office("word/document.xml", {"word/vbaProject.bin": b"macro"})
ODT = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"})
ODS = zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<o/>"})
ZIP = zipped({"a.txt": b"a"})
BOMB = office("word/document.xml", {"word/big.xml": b" " * 40_000_000})
MANY = zipped({f"word/{n}.xml": b"" for n in range(3_100)} | {"[Content_Types].xml": b"", "word/document.xml": b""})
NESTED = office(
    "word/document.xml",
    {"a.zip": zipped({"b.zip": zipped({"c.zip": zipped({"d.zip": zipped({"e": b"e"})})})})},
)
HONEST_NESTED = office("word/document.xml", {"word/embeddings/sheet.xlsx": XLSX})


def lying_header(content: bytes) -> bytes:
    """A ZIP whose directory says that its first entry is tiny."""
    packed = bytearray(content)
    place = packed.rfind(b"PK\x01\x02")
    packed[place + 24 : place + 28] = (7).to_bytes(4, "little")
    return bytes(packed)


def overlapping() -> bytes:
    """Two directory entries that share the bytes of one: the trick that makes kilobytes into petabytes."""
    packed = bytearray(office("word/document.xml", {"word/big.xml": bytes(range(256)) * 400}))
    end = packed.rfind(b"PK\x05\x06")
    directory = packed.find(b"PK\x01\x02")
    last = packed.rfind(b"PK\x01\x02", directory, end)
    again = packed[last:end]
    count = int.from_bytes(packed[end + 10 : end + 12], "little")
    copies = 60
    packed[end:end] = again * copies
    end += len(again) * copies
    for offset in (8, 10):
        packed[end + offset : end + offset + 2] = (count + copies).to_bytes(2, "little")
    packed[end + 12 : end + 16] = (end - directory).to_bytes(4, "little")
    return bytes(packed)


def png_of(width: int, height: int) -> bytes:
    """A PNG header that claims this size."""
    import struct
    import zlib

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", len(header))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + b"\0\0\0\0IEND\xaeB`\x82"
    )

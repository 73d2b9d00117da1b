"""Hình chữ ký trong trường chữ ký: the drawn mark, or the picture that takes its place, as pyHanko lays it in."""

import binascii
import uuid
from datetime import datetime
from io import BytesIO

from PIL import Image
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from thongsuot.signatures.signing.marks import Mark, draw, when


def style_of(mark: Mark, at: datetime) -> StaticStampStyle:
    """What the field shows."""
    if mark.picture:
        return StaticStampStyle(border_width=0, background=PdfImage(Image.open(BytesIO(mark.picture))))
    width, height = mark.size
    drawn = draw(mark.kind, mark.name, mark.organisation, when(at), round(width, 1), round(height, 1))
    return StaticStampStyle(border_width=0, background=_Page(drawn))


class _Page(PdfContent):
    """The first page of a PDF in memory."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        super().__init__()

    def render(self) -> bytes:
        """Name of the imported page among the resources, and that it is drawn."""
        form = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)), page_ix=0)
        name = b"/Mark" + binascii.hexlify(uuid.uuid4().bytes)
        self.resources.xobject[name.decode("ascii")] = form
        x1, y1, x2, y2 = (float(edge) for edge in form.get_object()["/BBox"])
        self.box = BoxConstraints(width=abs(x1 - x2), height=abs(y1 - y2))
        return name + b" Do"

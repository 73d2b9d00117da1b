"""Mã QR: a short address as a picture, for papers (SVG text), pages (data address, allowed by the CSP) and kiosks (PNG)."""

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import segno

QUIET = 4  # white modules around the code, as ISO/IEC 18004 asks; a paper's own margin may replace them
MASK = 3


def svg(text: str, *, quiet: int = QUIET) -> str:
    """The code as SVG, one module one unit; scale it where it is placed."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", border=quiet, xmldecl=False, omitsize=True)
    return out.getvalue().decode()


def png(text: str, *, scale: int = 8) -> bytes:
    """The code as PNG with `scale` pixels a module."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", border=QUIET, scale=scale)
    return out.getvalue()


def data_uri(text: str) -> str:
    """The code as an address for `<img src>`; needs no further request."""
    return _code(text).svg_data_uri(border=QUIET, omitsize=True)


def _code(text: str) -> "segno.QRCode":
    """Level M bears a fold or a stamp on the paper; a fixed mask is as readable for an address and five times quicker."""
    import segno

    return segno.make_qr(text, error="m", boost_error=False, mask=MASK)

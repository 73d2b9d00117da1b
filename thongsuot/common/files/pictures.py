"""Mở ảnh lớn: Pillow's own alarm (from 179 million points on an error) gives way to the limit of whoever asks."""

import warnings
from pathlib import Path
from threading import Lock

from PIL import Image

_ALARM = Lock()  # Pillow keeps its limit in a module


def open_picture(path: Path, pixels: int) -> Image.Image:
    """The picture, its header read only; raises Image.DecompressionBombError from twice `pixels` on, and what Pillow raises."""
    with _ALARM, warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, pixels
        try:
            return Image.open(path)
        finally:
            Image.MAX_IMAGE_PIXELS = before

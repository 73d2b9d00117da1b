"""Mức nhận của một thông điệp edXML."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Mức nhận: bytes of the whole, of one attachment and of all; elements; depth; attachments."""

    whole: int = 96 * MEGABYTE
    attachment: int = 50 * MEGABYTE
    together: int = 64 * MEGABYTE
    elements: int = 20_000
    depth: int = 40
    attachments: int = 100


LIMITS = Limits()

"""Một dòng của gói: COPY's text format, with ciphers opened on the way out and sealed anew on the way in.

In a package (which is encrypted as a whole) an identity number stands plain in the place of its cipher; in a database
it never does. Only the cells that hold ciphers are looked at, every other byte goes through as it is.
"""

import base64
import re
from collections.abc import Callable, Sequence

from thongsuot.common import crypto
from thongsuot.cutover.carrying.decisions import Carried, Seal

NULL = rb"\N"
_HEX = rb"\\x"  # how COPY writes a bytea: its backslash doubled
_MARKED = re.compile(rb"(\\\\u0001enc:)([A-Za-z0-9+/=]+)")
Change = Callable[[bytes, bytes], bytes]  # (content, aad) → content


def opener(one: Carried, names: Sequence[str]) -> Callable[[bytes], bytes]:
    """Changes a line of this installation into a line of a package."""
    return _changer(one, names, lambda content, aad: crypto.decrypt(content, aad).encode())


def sealer(one: Carried, names: Sequence[str]) -> Callable[[bytes], bytes]:
    """Changes a line of a package into a line of this installation."""
    return _changer(one, names, lambda content, aad: crypto.encrypt(content.decode(), aad))


def _changer(one: Carried, names: Sequence[str], change: Change) -> Callable[[bytes], bytes]:
    if not one.seals:
        return lambda line: line
    places = [(names.index(seal.column), seal, [names.index(name) for name in seal.needs]) for seal in one.seals]

    def changed(line: bytes) -> bytes:
        cells = line.split(b"\t")
        for place, seal, needs in places:
            if cells[place] != NULL:
                aad = seal.aad(*(cells[need].decode() for need in needs))
                cells[place] = _cell(seal, cells[place], lambda content, aad=aad: change(content, aad))
        return b"\t".join(cells)

    return changed


def _cell(seal: Seal, cell: bytes, change: Callable[[bytes], bytes]) -> bytes:
    if seal.way == "bytes":
        raw = bytes.fromhex(cell[len(_HEX) :].decode())
        return _HEX + change(raw).hex().encode() if raw else cell

    def inside(found: re.Match[bytes]) -> bytes:
        return found[1] + base64.b64encode(change(base64.b64decode(found[2])))

    if seal.way == "marked":
        return _MARKED.sub(inside, cell)
    named = "|".join(map(re.escape, seal.names)).encode()
    return re.sub(rb'("(?:' + named + rb')": ")([A-Za-z0-9+/=]+)', inside, cell)

"""Mở XML an toàn: bytes of anybody become a tree, with everything dangerous refused before it costs anything."""

import re
from functools import lru_cache
from typing import Any

from lxml import etree

from thongsuot.exchange.axis.edxml.limits import Limits
from thongsuot.exchange.axis.edxml.messages import Refused, Remark

_DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>")
_START = re.compile(rb"<(?:\?xml\b|!DOCTYPE|!--|[A-Za-z_])")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONE_AMPERSAND = re.compile(r"&(?!#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)")
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def parse(raw: bytes, limits: Limits, remarks: list[Remark]) -> Any:
    """The root element; raises Refused. What had to be mended stands in `remarks`."""
    if len(raw) > limits.whole:
        raise Refused("too_large")
    told = _plain(raw, remarks)
    if told.count(b"<") > 2 * limits.elements:
        raise Refused("too_many_elements")
    root = _tree(told, remarks)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("dtd")
    _measure(root, limits)
    return root


def _plain(raw: bytes, remarks: list[Remark]) -> bytes:
    """UTF-8 from the first sign of XML on."""
    if wide := _WIDE.get(raw[:2]):
        raw = raw[2:].decode(wide, "replace").encode()
        raw = _DECLARED.sub(b"<?xml version='1.0'", raw, count=1)
    elif raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    if b"<!" in raw and _FORBIDDEN.search(raw):  # the first is one quick look; most messages have neither
        raise Refused("dtd")
    found = _START.search(raw)
    if found is None:
        raise Refused("not_xml" if raw.strip() else "empty")
    if raw[: found.start()].strip():
        remarks.append(Remark("bytes_before_declaration"))
    told = raw[found.start() :] if found.start() else raw
    declared = _DECLARED.match(told)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise Refused("encoding", declared[1].decode("ascii", "replace"))
    return told


def _parser() -> etree.XMLParser:
    """Everything dangerous off. `huge_tree` only lifts the limit on one text: an attachment is one; sizes are ours."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, attribute_defaults=False,
        huge_tree=True, recover=False, collect_ids=False, encoding="utf-8",
    )  # fmt: skip


def _tree(told: bytes, remarks: list[Remark]) -> Any:
    try:
        return etree.fromstring(told, _parser())
    except etree.XMLSyntaxError as problem:
        if "depth" in str(problem.msg):
            raise Refused("too_deep") from problem
        mended = _mended(told, remarks)
    try:
        return etree.fromstring(mended, _parser())
    except etree.XMLSyntaxError as problem:
        raise Refused("not_xml", str(problem.msg or "")) from problem


def _mended(told: bytes, remarks: list[Remark]) -> bytes:
    """Three faults of careless writers: bytes of another encoding, control characters, a bare ampersand."""
    text = told.decode("utf-8", "replace")
    if "\ufffd" in text:
        remarks.append(Remark("not_unicode"))
    mended = _LONE_AMPERSAND.sub("&amp;", _NOT_XML.sub("", text))
    end = mended.rfind(">")
    mended = mended[: end + 1].rstrip("\0")
    if mended != text:
        remarks.append(Remark("mended"))
    return _DECLARATION.sub("", mended, count=1).encode()


def _measure(root: Any, limits: Limits) -> None:
    """Depth and number of elements, asked inside libxml2: a walk from here cost as much as reading all fields."""
    if _deeper_than(limits.depth)(root):
        raise Refused("too_deep")
    if _COUNT(root) > limits.elements:
        raise Refused("too_many_elements")
    if _INCLUDES(root):
        raise Refused("external_reference")


_COUNT = etree.XPath("count(//*)")
_INCLUDES = etree.XPath("boolean(//i:*)", namespaces={"i": "http://www.w3.org/2001/XInclude"})


@lru_cache(maxsize=8)
def _deeper_than(depth: int) -> etree.XPath:
    return etree.XPath("boolean(" + "/*" * (depth + 1) + ")")

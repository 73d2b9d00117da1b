"""A test client that inspects every page it fetches, as a careful colleague would: headings, forms, labels, scripts."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NEEDS_LABEL = {"input", "select", "textarea"}
SPEAKS_FOR_ITSELF = {"hidden", "submit", "button", "image", "reset"}
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


class Node:
    """One element with what stands in it."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Node | None") -> None:
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children: list[Node] = []
        self.texts: list[str] = []

    def text(self) -> str:
        """All text inside, spaces made single."""
        return " ".join(" ".join([*self.texts, *(child.text() for child in self.children)]).split())

    def every(self, *tags: str) -> "list[Node]":
        """All elements inside with one of these tags (all elements without tags), in the order of the page."""
        found: list[Node] = []
        for child in self.children:
            if not tags or child.tag in tags:
                found.append(child)
            found += child.every(*tags)
        return found

    def inside(self, *tags: str) -> "Node | None":
        """Nearest element around this one with one of these tags."""
        node = self.parent
        while node is not None and node.tag not in tags:
            node = node.parent
        return node

    def __str__(self) -> str:
        shown = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        return f"<{self.tag}{shown}>"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Node("", {}, None)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = Counter(name for name, _value in attrs)
        self.faults += [f"thuộc tính viết hai lần: <{tag} {name}>" for name, times in names.items() if times > 1]
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.at
        while node is not None and node.tag != tag:
            node = node.parent
        if node is None or node.parent is None:
            self.faults.append(f"thẻ đóng không có thẻ mở: </{tag}>")
            return
        if node is not self.at and self.at.tag not in {"p", "li", "option", "td", "th", "tr", "dt", "dd", "tbody"}:
            self.faults.append(f"thẻ {self.at} chưa đóng trước </{tag}>")
        self.at = node.parent

    def handle_data(self, data: str) -> None:
        if self.at.tag not in {"script", "style"} or data.strip():
            self.at.texts.append(data)


def read(html: str) -> tuple[Node, list[str]]:
    """The page as a tree, and what is wrong with its tags."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.at is not reader.root:
        reader.faults.append(f"thẻ {reader.at} không được đóng")
    return reader.root, reader.faults


def faults_of_page(html: str) -> list[str]:
    """Everything wrong with a whole page; empty when all is well."""
    root, faults = read(html)
    return faults + _whole_page(root) + _any_part(root) + _references(root)


def faults_of_part(html: str) -> list[str]:
    """The same for a part of a page that htmx asked for."""
    root, faults = read(html)
    return faults + _any_part(root)


def _whole_page(root: Node) -> list[str]:
    faults = []
    html = root.every("html")
    if not html or html[0].attributes.get("lang") not in {"vi", "en"}:
        faults.append("thẻ html thiếu lang=vi (hoặc en)")
    headings = [heading for heading in root.every("h1") if heading.inside("dialog") is None]
    titles = [title for title in root.every("title") if title.inside("svg") is None]
    if len(headings) != 1:
        faults.append(f"trang phải có đúng một h1, đang có {len(headings)}")
    elif not headings[0].text():
        faults.append("h1 trống")
    elif not titles or not titles[0].text().startswith(headings[0].text()):
        faults.append(f"title {titles and titles[0].text()!r} không bắt đầu bằng h1 {headings[0].text()!r}")
    if len(root.every("main")) != 1:
        faults.append("trang phải có đúng một main")
    return faults


def _any_part(root: Node) -> list[str]:
    faults = []
    for node in root.every():
        faults += _inline(node)
        if node.tag == "form":
            faults += _form(node)
        if (
            node.tag in NEEDS_LABEL
            and node.attributes.get("type") not in SPEAKS_FOR_ITSELF
            and not _labelled(root, node)
        ):
            faults.append(f"ô nhập không có nhãn: {node}")
        if node.tag in {"a", "button"} and not _named(node):
            faults.append(f"không có chữ: {node}")
        if node.tag == "img" and "alt" not in node.attributes:
            faults.append(f"ảnh thiếu alt: {node}")
    ids = Counter(node.attributes["id"] for node in root.every() if "id" in node.attributes)
    faults += [f"id trùng: {name}" for name, times in ids.items() if times > 1]
    if "{{" in root.text() or "{%" in root.text():
        faults.append("còn dấu của khuôn mẫu trong chữ")
    return faults


def _inline(node: Node) -> list[str]:
    faults = []
    if node.tag == "script" and "src" not in node.attributes and "json" not in node.attributes.get("type", ""):
        faults.append("script viết trong trang")
    if node.tag == "style" or "style" in node.attributes:
        faults.append(f"style viết trong trang: {node}")
    faults += [f"{name} viết trong trang: {node}" for name in node.attributes if name.startswith(("on", "hx-on"))]
    for name in ("src", "href", "action"):
        address = node.attributes.get(name, "")
        if address.startswith("javascript:"):
            faults.append(f"javascript: trong địa chỉ: {node}")
        if node.tag in {"script", "link", "img", "use", "form"} and address.startswith(("http:", "https:", "//")):
            faults.append(f"gọi ra ngoài: {node}")
    return faults


def _form(form: Node) -> list[str]:
    faults = []
    method = form.attributes.get("method", "").lower()
    if method not in {"get", "post", "dialog"}:
        faults.append(f"form thiếu method: {form}")
    if method != "dialog" and not form.attributes.get("action"):
        faults.append(f"form thiếu action: {form}")
    if method == "post" and not any(
        field.attributes.get("name") == "csrfmiddlewaretoken" and field.attributes.get("value")
        for field in form.every("input")
    ):
        faults.append(f"form POST thiếu mã CSRF: {form}")
    if form.inside("form"):
        faults.append(f"form nằm trong form: {form}")
    return faults


def _labelled(root: Node, field: Node) -> bool:
    if field.attributes.get("aria-label") or field.attributes.get("aria-labelledby"):
        return True
    around = field.inside("label")
    if around is not None and around.text():
        return True
    own = field.attributes.get("id")
    return bool(own) and any(label.attributes.get("for") == own and label.text() for label in root.every("label"))


def _named(node: Node) -> bool:
    if node.text() or node.attributes.get("aria-label") or node.attributes.get("aria-labelledby"):
        return True
    return any(child.attributes.get("aria-label") or child.attributes.get("alt") for child in node.every())


def _references(root: Node) -> list[str]:
    known = {node.attributes["id"] for node in root.every() if "id" in node.attributes}
    faults = []
    for node in root.every():
        for name in REFERENCES:
            missing = [target for target in node.attributes.get(name, "").split() if target not in known]
            faults += [f"{name} trỏ tới id không có: {target} ({node})" for target in missing]
        if node.tag == "a" and node.inside("div") and node.attributes.get("href", "").startswith("#o-"):
            target = node.attributes["href"][1:]
            if target not in known:
                faults.append(f"lỗi trỏ tới ô không có: {target}")
    return faults


class PageClient(Client):
    """`PageClient().get("/dang-nhap/")` fails the test when anything is wrong with the page, whatever the test is about."""

    def request(self, **request: Any) -> HttpResponse:
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming and response.content:
            part = bool(request.get("HTTP_HX_REQUEST"))
            inspect = faults_of_part if part else faults_of_page
            faults = inspect(response.content.decode(response.charset))
            assert not faults, f"{request.get('REQUEST_METHOD', 'GET')} {request.get('PATH_INFO')}: " + "; ".join(
                faults
            )
        return response

"""Khung trang: parts that are the same on every page of many people and are therefore drawn once."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import json_script
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from thongsuot.ui.navigation import OFFICE, Place
from thongsuot.ui.preferences import Preferences

# What the scripts in static/ui/js say to people, by the key they ask for.
SCRIPT_WORDS = {
    "saving": _("Đang lưu…"),
    "saved": _("Đã lưu lúc {time}"),
    "not_saved": _("Chưa lưu được lên máy chủ. Nội dung đang giữ trên máy này và sẽ tự gửi lại."),
    "overtaken": _(
        "Bản nháp này vừa được sửa ở một cửa sổ hoặc thiết bị khác nên không tự lưu nữa. Nội "
        "dung ở đây vẫn còn; bấm nút gửi của trang để so hai bản và chọn từng mục."
    ),
    "offline_kept": _(
        "Mất mạng. Nội dung đang giữ trên máy này, chưa gửi; khi có mạng lại sẽ tự lưu, rồi bạn bấm gửi."
    ),
    "signed_out": _(
        "Phiên đăng nhập đã hết. Nội dung đang giữ trên máy này; đăng nhập lại rồi mở trang này để lấy lại."
    ),
    "no_copy": _("Máy này không giữ được bản sao; hãy chờ tới khi thấy “Đã lưu”."),
    "copy_found": _("Trên máy này có nội dung nhập trước đó chưa gửi được."),
    "take_back": _("Lấy lại"),
    "close": _("Đóng"),
    "offline": _("Mất kết nối"),
    "offline_next": _("Chưa gửi được. Những gì bạn nhập vẫn còn; hãy kiểm tra mạng rồi làm lại."),
    "slow": _("Máy chủ chưa trả lời"),
    "slow_next": _("Hãy thử lại sau ít phút."),
    "fault": _("Hệ thống gặp lỗi"),
    "fault_next": _("Việc vừa gửi chưa được ghi. Hãy thử lại sau ít phút."),
    "line_lost": _("Mất kết nối từ {time}."),
    "line_kept": _(
        "Những gì bạn đã gõ được giữ trên máy này và tự lưu khi có mạng lại; tệp đang chọn thì chưa. Cứ để trang này mở."
    ),
    "line_not_kept": _(
        "Nội dung đang gõ ở trang này chỉ còn trên màn hình: đừng đóng, đừng tải lại trang cho tới khi có mạng."
    ),
    "line_reading": _("Điều đang hiện có thể đã cũ. Không có gì bạn đã gửi xong bị mất."),
    "line_wait": _("Chưa gửi: máy chủ chưa trả lời. Khi dòng báo mất kết nối biến mất, hãy bấm lại."),
    "list_changed": _("Danh sách có thay đổi. Tải lại"),
}


def script_words() -> Markup:
    """Texts of the scripts as data of the page: the CSP lets no script stand in it, data may."""
    return _script_words(get_language() or "")


@cache
def _script_words(language: str) -> Markup:
    return Markup(json_script({key: str(text) for key, text in SCRIPT_WORDS.items()}, "cau-chu"))  # noqa: S704


def keyboard_help(places: Sequence[Place]) -> Markup:
    """The dialog that `?` opens, for somebody who may go to these places."""
    return _keyboard_help(get_language() or "", tuple(place.key for place in places))


@cache
def _keyboard_help(language: str, keys: tuple[str, ...]) -> Markup:
    places = [place for place in OFFICE if place.key in keys]
    html = render_to_string("ui/components/keyboard_help.html", {"places": places})
    return Markup(html)  # noqa: S704  (our own template, escaped by Jinja2)


def sidebar(places: Sequence[Place]) -> Markup:
    """The entries of the navigation, the current one marked."""
    return _sidebar(get_language() or "", tuple((place.key, place.current) for place in places))


@cache
def _sidebar(language: str, keys: tuple[tuple[str, bool], ...]) -> Markup:
    known = {place.key: place for place in OFFICE}
    places = [replace(known[key], current=current) for key, current in keys]
    return Markup(render_to_string("ui/components/sidebar.html", {"places": places}))  # noqa: S704


def display_settings(preferences: Preferences, request: HttpRequest) -> Markup:
    """Links that change text size, contrast, motion and language and come back to this page."""
    here = request.get_full_path() if request.method == "GET" else "/"
    return _display_settings(preferences, here, get_language() or "")


@lru_cache(maxsize=1024)
def _display_settings(preferences: Preferences, here: str, language: str) -> Markup:
    shown = {"preferences": preferences, "here": here, "language": language or "vi"}
    return Markup(render_to_string("ui/components/display_settings.html", shown))  # noqa: S704

"""Thanh điều hướng của cán bộ: where an official can go from any page."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: `short` is shown on a phone, `roles` (any of them) may see it; without roles every official may."""

    address: str
    label: str | Promise
    short: str | Promise
    icon: str
    roles: tuple[str, ...] = ()
    key: str = ""
    also: tuple[str, ...] = ()  # other addresses that belong to it
    current: bool = False


OFFICE = (
    Place("/can-bo/viec/", _("Việc của tôi"), _("Việc"), "checklist", key="v"),
    Place("/can-bo/quay/", _("Quầy tiếp nhận"), _("Quầy"), "inbox", roles=("counter_clerk",), key="q"),
    Place(
        "/can-bo/hang-cho/",
        _("Hàng chờ"),
        _("Chờ"),
        "ticket",
        roles=("counter_clerk", "unit_leader", "chair", "unit_admin"),
        key="c",
    ),
    Place(
        "/can-bo/thu-phi/",
        _("Thu phí"),
        _("Thu phí"),
        "coin",
        roles=("counter_clerk",),
        key="p",
        also=("/can-bo/quy/", "/can-bo/hoan-tien/"),
    ),
    Place("/can-bo/ho-so/", _("Hồ sơ"), _("Hồ sơ"), "files", key="h"),
    Place(
        "/can-bo/ky-so/",
        _("Chờ ký"),
        _("Ký"),
        "signature",
        roles=("chair", "unit_leader", "document_clerk", "archivist", "department_official"),
        key="s",
        also=("/can-bo/so-nguoi-ky/",),
    ),
    Place(
        "/can-bo/van-ban/den/",
        _("Văn bản đến"),
        _("VB đến"),
        "mail",
        roles=("document_clerk", "specialist", "unit_leader", "chair", "department_official", "archivist"),
        key="e",
        also=(
            "/can-bo/van-ban/tim/",
            "/can-bo/van-ban/tai-trong/",
            "/can-bo/van-ban/hop-thu/",
            "/can-bo/ho-so-cong-viec/",
        ),
    ),
    Place(
        "/can-bo/van-ban/di/",
        _("Văn bản đi"),
        _("Đi"),
        "file-text",
        roles=(
            "document_clerk",
            "counter_clerk",
            "specialist",
            "unit_leader",
            "chair",
            "department_official",
            "archivist",
        ),
        key="b",
        also=("/can-bo/van-ban/so/", "/can-bo/van-ban/sao/", "/can-bo/van-ban/mau/"),
    ),
    Place(
        "/can-bo/luu-tru/",
        _("Lưu trữ"),
        _("Lưu trữ"),
        "folder",
        roles=("archivist", "document_clerk", "specialist", "unit_leader", "chair", "auditor"),
        key="u",
    ),
    Place("/can-bo/don-vi/", _("Đơn vị"), _("Đơn vị"), "building-community", key="d"),
    Place(
        "/can-bo/chi-so/",
        _("Chỉ số"),
        _("Chỉ số"),
        "chart-bar",
        roles=("unit_leader", "chair", "procedure_controller", "province_admin", "department_official", "auditor"),
        key="i",
        also=("/can-bo/danh-gia/",),
    ),
    Place(
        "/can-bo/danh-muc/",
        _("Danh mục thủ tục"),
        _("Danh mục"),
        "list-details",
        roles=("procedure_controller",),
        key="m",
    ),
    Place(
        "/can-bo/ket/",
        _("Liên thông"),
        _("Kẹt"),
        "transfer",
        roles=("counter_clerk", "specialist", "unit_leader", "chair", "procedure_controller", "province_admin"),
        key="l",
        also=("/can-bo/hai-dong-ho/", "/can-bo/lien-thong/"),
    ),
    Place(
        "/can-bo/lien-thong/truc/",
        _("Trục văn bản"),
        _("Trục"),
        "transfer",
        roles=("document_clerk",),
    ),
    Place(
        "/quan-tri/",
        _("Quản trị"),
        _("Quản trị"),
        "settings",
        roles=("unit_admin", "province_admin", "procedure_controller"),
        key="t",
    ),
)


def office(principal: Any, path: str) -> list[Place]:
    """Entries this person may use; the one whose address begins this path is the current one."""
    if principal is None:
        return []
    return [
        replace(place, current=path.startswith((place.address, *place.also)))
        for place in OFFICE
        if not place.roles or principal.has(*place.roles)
    ]

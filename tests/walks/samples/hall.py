"""Cửa của sảnh và ki-ốt."""

from typing import Any

from tests.walks.samples.base import BOTH, FINE, NOBODYS, Sample

# --- the hall of Mai Phụ: nobody has set it up on this stage, so doors are tried where nothing waits ----------------------
HALL = "can-bo/hang-cho/"
NO_HALL = FINE | {404}


def at_hall(*methods: str, **more: Any) -> Sample:
    """A door of the hall; one's own unit is chosen by the page."""
    return Sample(methods=methods or ("GET",), fine=NO_HALL, **more)


def nobodys_ticket(*methods: str) -> Sample:
    """A ticket that nobody was given."""
    return Sample(lambda stage: {"uid": NOBODYS}, methods or ("GET",), fine=NO_HALL)


def at_unit(*methods: str, **more: Any) -> Sample:
    """A public page of a unit named by its code."""
    names = {"uid": NOBODYS, "code": "1.001193"}
    return Sample(lambda stage: {"unit": stage.world.mai_phu.code, **names}, methods or ("GET",), fine=NO_HALL, **more)


HALL_PAGES: dict[str, Sample] = {
    HALL: at_hall(),
    f"{HALL}su-kien-sanh/": at_hall(),
    f"{HALL}thiet-lap/": at_hall(),
    f"{HALL}thiet-lap/nhom/": at_hall("POST"),
    f"{HALL}thiet-lap/quay/": at_hall("POST"),
    f"{HALL}thiet-lap/luat/": at_hall("POST"),
    f"{HALL}phat-so/": at_hall("POST"),
    f"{HALL}dong-quay/": at_hall("POST"),
    f"{HALL}so-lieu/": at_hall(),
    f"{HALL}so-lieu.xlsx": at_hall(),
    f"{HALL}goi-so/": at_hall(),
    f"{HALL}bang-quay/": at_hall(),
    f"{HALL}su-kien/": at_hall(),
    f"{HALL}goi/": at_hall("POST"),
    f"{HALL}quay/": at_hall("POST"),
    f"{HALL}lay-so/": at_hall("POST"),
    f"{HALL}so/<uuid:uid>/": nobodys_ticket("POST"),
    "the-can-cuoc/cau-do/": at_hall(),
    "the-can-cuoc/kiem/": at_hall("POST"),
    "bang/<str:unit>/": at_unit(),
    "bang/<str:unit>/su-kien/": at_unit(),
    "hang-cho/<str:unit>/": at_unit(),
    "hang-cho/<str:unit>/lay-so/": at_unit("POST"),
    "hang-cho/<str:unit>/hen/": at_unit(*BOTH),
    "hang-cho/<str:unit>/ma-qr/": at_unit(),
    "so/<uuid:uid>/": nobodys_ticket(),
    "so/<uuid:uid>/viec/": nobodys_ticket("POST"),
    "so/<uuid:uid>/in/": nobodys_ticket(),
    "kiosk/<str:unit>/": at_unit(),
    "kiosk/<str:unit>/viec/": at_unit(),
    "kiosk/<str:unit>/viec/<str:code>/": at_unit(),
    "kiosk/<str:unit>/viec/<str:code>/huong-dan/": at_unit(),
    "kiosk/<str:unit>/tra-cuu/": at_unit(),
    "kiosk/<str:unit>/lay-so/": at_unit(*BOTH),
    "kiosk/<str:unit>/khai-truoc/": at_unit(*BOTH),
    "kiosk/<str:unit>/den-hen/": at_unit(*BOTH),
    "kiosk/<str:unit>/hen/": at_unit(*BOTH),
    "kiosk/<str:unit>/so/<uuid:uid>/": at_unit(),
}

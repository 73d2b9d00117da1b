"""The menu shows where one is, also on pages that have no entry of their own."""

import pytest

from thongsuot.ui import navigation


class Everybody:
    """Somebody with all roles, as far as the menu asks."""

    def has(self, *roles):
        return bool(roles)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/can-bo/quy/", "/can-bo/thu-phi/"),
        ("/can-bo/quy/12/", "/can-bo/thu-phi/"),
        ("/can-bo/hoan-tien/", "/can-bo/thu-phi/"),
        ("/can-bo/quay/", "/can-bo/quay/"),
        ("/can-bo/danh-gia/cua-toi/", "/can-bo/chi-so/"),
        ("/can-bo/hai-dong-ho/", "/can-bo/ket/"),
        ("/can-bo/van-ban/hop-thu/", "/can-bo/van-ban/den/"),
        ("/can-bo/van-ban/mau/", "/can-bo/van-ban/di/"),
    ],
)
def test_a_page_lights_up_the_entry_it_belongs_to(path, address):
    assert [place.address for place in navigation.office(Everybody(), path) if place.current] == [address]

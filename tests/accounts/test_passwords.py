"""Passwords: how they are stored, and what a readable one is made of."""

import math
import re

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from config.settings import base
from thongsuot.accounts.passwords import GROUP_LENGTH, GROUPS, SIGNS, Argon2id, readable_password


def test_are_stored_as_argon2id_above_the_minimum_of_owasp():
    assert base.PASSWORD_HASHERS == ["thongsuot.accounts.passwords.Argon2id"]
    stored = Argon2id().encode("con đường quê hương", "muối-đủ-dài-để-thử")
    kind, memory, passes, lanes = re.match(r"argon2\$(\w+)\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", stored).groups()
    assert kind == "argon2id"
    assert int(memory) >= 19_456
    assert int(passes) >= 2
    assert int(lanes) == 1
    assert Argon2id().verify("con đường quê hương", stored)
    assert not Argon2id().verify("con đường quê hươnG", stored)


def test_one_character_of_marks_makes_another_password():
    stored = make_password("quê hương tôi")
    assert check_password("quê hương tôi", stored)
    assert not check_password("que huong toi", stored)
    assert settings.PASSWORD_HASHERS != base.PASSWORD_HASHERS  # tests hash cheaply


def test_a_readable_password_carries_enough_chance():
    assert GROUPS * GROUP_LENGTH * math.log2(len(SIGNS)) > 75
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", readable_password())
    assert not set(SIGNS) & set("0o1liuv5")
    assert len({readable_password() for _ in range(100)}) == 100

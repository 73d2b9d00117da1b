"""Bài thử không gọi ra ngoài máy."""

import socket

import pytest


def test_a_socket_to_another_machine_is_refused():
    with socket.socket() as outside, pytest.raises(AssertionError, match="gọi ra ngoài"):
        outside.connect(("192.0.2.1", 80))

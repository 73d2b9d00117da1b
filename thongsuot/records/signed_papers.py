"""Nối với phòng chữ ký số: which papers of the archive are signed, and what follows."""

from thongsuot.signatures import hooks


def connect() -> None:
    """Said once, when the platform starts."""
    from thongsuot.records.digitising.services import signing as scans

    hooks.register(scans.SUBJECT, done=scans.done, refused=scans.refused)

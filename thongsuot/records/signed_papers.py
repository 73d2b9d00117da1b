"""Nối với phòng chữ ký số: which papers of the archive are signed, and what follows."""

from thongsuot.signatures import hooks


def connect() -> None:
    """Said once, when the platform starts."""
    from thongsuot.records.digitising.services import signing_late as scans
    from thongsuot.records.handing_over.services import signing as handovers
    from thongsuot.records.services import signing_disposals, signing_lists, signing_minutes

    hooks.register(scans.signing.SUBJECT, done=scans.done, refused=scans.refused)
    hooks.register(handovers.SUBJECT, done=handovers.done, refused=handovers.refused)
    hooks.register(signing_minutes.SUBJECT, done=signing_minutes.done, refused=signing_minutes.refused)
    hooks.register(signing_lists.SUBJECT, done=signing_lists.done, refused=signing_lists.refused)
    hooks.register(signing_disposals.SUBJECT, done=signing_disposals.done, refused=signing_disposals.refused)
